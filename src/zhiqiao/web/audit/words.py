"""Actions and nouns of the chain in words for people. What has no word here shows its code."""

from collections.abc import Mapping

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Mapping[str, Promise] = {
    "accept": _("接受邀请"),
    "add_code": _("补登信用代码"),
    "approve": _("批准"),
    "ask_again": _("重新申请"),
    "ask_run": _("要求匹配"),
    "ask_to_join": _("申请加入"),
    "ask_to_merge": _("申请合并"),
    "bring_file": _("上传文件"),
    "cancel_job": _("取消任务"),
    "change": _("修改"),
    "change_contact": _("修改本人信息"),
    "confirm": _("确认"),
    "confirm_facts": _("确认画像"),
    "continue": _("继续导入"),
    "correct_fact": _("更正画像"),
    "create": _("新建"),
    "create_organisation": _("新建机构"),
    "create_organisations": _("新建多个机构"),
    "create_person": _("添加人员"),
    "deactivate": _("停用"),
    "diagnose": _("诊断需求"),
    "disable_webhook": _("停用事件通知"),
    "discard": _("放弃导入"),
    "enable_webhook": _("启用事件通知"),
    "end_cancelled": _("结束已取消的任务"),
    "end_member": _("结束成员资格"),
    "erase": _("删除个人数据"),
    "export": _("导出"),
    "export_person": _("导出个人数据"),
    "fail_job": _("任务失败"),
    "fail_run": _("匹配失败"),
    "finish": _("导入完成"),
    "finish_demo": _("装好演示数据"),
    "finish_job": _("任务完成"),
    "finish_run": _("匹配完成"),
    "give_roles": _("授予角色"),
    "give_up": _("退出机构"),
    "identity_linked": _("关联外部账号"),
    "identity_unlinked": _("取消关联外部账号"),
    "import_needs": _("导入需求"),
    "import_offers": _("导入成果"),
    "invite": _("邀请成员"),
    "load_demo": _("装入演示数据"),
    "load_demo_profiles": _("装入演示画像"),
    "make_token": _("新建接口令牌"),
    "make_webhook": _("新建事件通知"),
    "merge": _("合并机构"),
    "move_facts": _("转移画像"),
    "password_changed": _("修改密码"),
    "password_link_made": _("生成设密链接"),
    "password_rehashed": _("升级密码存储"),
    "ping_webhook": _("测试事件通知"),
    "preview": _("预览导入"),
    "publish": _("发布"),
    "reactivate": _("恢复启用"),
    "read_confidential": _("阅读保密内容"),
    "recovery_codes_made": _("生成恢复码"),
    "refit": _("重新拟合模型"),
    "refuse": _("拒绝"),
    "refuse_merge": _("拒绝合并"),
    "remove_webhook": _("删除事件通知"),
    "renew_secret": _("更换推送密钥"),
    "review": _("评分"),
    "revoke": _("撤销邀请"),
    "revoke_token": _("作废接口令牌"),
    "rewrap": _("更换主密钥"),
    "second_step_passed": _("通过第二步验证"),
    "send_again": _("重新推送"),
    "sessions_ended": _("结束其他登录"),
    "share_fact": _("改变画像可见范围"),
    "sign_in": _("登录"),
    "sign_in_failed": _("登录失败"),
    "sign_out": _("退出登录"),
    "start_again": _("重新开始任务"),
    "start_job": _("开始任务"),
    "state_fact": _("填写画像"),
    "totp_off": _("关闭二步验证"),
    "totp_on": _("开启二步验证"),
    "transfer_administration": _("移交管理员"),
    "withdraw": _("撤回"),
    "write_rows": _("写入一批行"),
}
NOUNS: Mapping[str, Promise] = {
    "apitoken": _("接口令牌"),
    "auditrow": _("操作记录"),
    "delivery": _("推送"),
    "demoload": _("演示数据"),
    "fact": _("画像"),
    "import": _("导入文件"),
    "invitation": _("邀请"),
    "job": _("后台任务"),
    "matchrun": _("匹配"),
    "membership": _("成员资格"),
    "mergerequest": _("合并申请"),
    "need": _("需求"),
    "offer": _("成果"),
    "pastpassword": _("用过的密码"),
    "organisation": _("机构"),
    "person": _("人员"),
    "proposal": _("机构申请"),
    "rankingmodelversion": _("匹配模型"),
    "review": _("评分"),
    "sealedtext": _("保密内容"),
    "suggestion": _("匹配建议"),
    "usedcode": _("用过的验证码"),
    "webhook": _("事件通知"),
}
KEYS: Mapping[str, Promise] = {
    "added": _("增加"),
    "again": _("再做一次"),
    "area": _("地区"),
    "by": _("方式"),
    "confidential": _("保密"),
    "count": _("数量"),
    "created": _("新增"),
    "days": _("天数"),
    "delivery": _("推送"),
    "events": _("事件"),
    "fact": _("事实"),
    "facts": _("事实"),
    "failure": _("失败原因"),
    "fields": _("字段"),
    "from": _("从行"),
    "import": _("导入文件"),
    "kind": _("类别"),
    "means": _("登录方式"),
    "memberships": _("成员资格"),
    "need": _("需求"),
    "offer": _("成果"),
    "organisation": _("机构"),
    "people": _("人员"),
    "permissions": _("权限"),
    "recovery_codes": _("恢复码"),
    "relevance": _("评分"),
    "role": _("角色"),
    "roles": _("角色"),
    "rows": _("行"),
    "sessions_ended": _("结束的登录"),
    "source": _("来源机构"),
    "state": _("状态"),
    "status": _("状态"),
    "stopped": _("已停下"),
    "suggestions": _("匹配建议"),
    "taken": _("收回"),
    "to": _("到行"),
    "unchanged": _("没有变"),
    "updated": _("更新"),
    "why": _("原因"),
    "written": _("写入"),
}
PAGES = {
    "import": "import",
    "job": "job",
    "need": "need",
    "offer": "offer",
    "organisation": "organisation-any",
    "person": "person",
}


def action_word(code: str) -> Promise | str:
    """The action in words."""
    return ACTIONS.get(code, code)


def noun_word(code: str) -> Promise | str:
    """The noun in words."""
    return NOUNS.get(code, code)


def key_word(code: str) -> Promise | str:
    """The name of a value in words."""
    return KEYS.get(code, code)


def page_of(noun: str, object_id: str) -> str:
    """The address of the thing's page; "" where there is none."""
    if noun not in PAGES or not object_id.isdecimal():
        return ""
    try:
        return reverse(PAGES[noun], args=[int(object_id)])
    except NoReverseMatch:
        return ""
