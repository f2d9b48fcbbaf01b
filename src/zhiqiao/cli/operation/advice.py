"""What to mend before a site is used in earnest: Django's deployment checks and ours, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zhiqiao.cli.language import tr
from zhiqiao.web import environment

PRIVATE = 0o077
TOKEN_LENGTH_MIN = 20


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to mend."""

    code: str
    text: str


def advice() -> list[Advice]:
    """All that should be mended; empty where all is well. Django must be ready."""
    return [*_from_django(), *_from_settings(), *_from_folders()]


def _wording() -> dict[str, str]:
    """Django's checks that concern an operator, in our words; "" for those that do not."""
    https = tr(
        "没有设 ZHIQIAO_HTTPS=1：Cookie 会走明文，也没有 HSTS。对外服务一定要用 HTTPS。",
        "ZHIQIAO_HTTPS=1 is not set: cookies travel in the open and there is no HSTS. Use HTTPS.",
    )
    return {
        "security.W004": https,
        "security.W012": "",
        "security.W016": "",
        "security.W005": "",  # subdomains are not ours to bind
        "security.W008": "",  # the proxy leads to HTTPS
        "security.W021": "",  # nor is the browsers' list
        "security.W018": tr(
            "ZHIQIAO_DEBUG=1 会把出错的细节给所有人看。上线时去掉它。",
            "ZHIQIAO_DEBUG=1 shows everyone the details of faults. Take it out.",
        ),
        "security.W020": tr(
            "ZHIQIAO_HOSTS 是空的，网站谁都不应答。写上网址里的主机名。",
            "ZHIQIAO_HOSTS is empty: the site answers nobody. Name its host.",
        ),
    }


def _from_django() -> Iterator[Advice]:
    from django.core.checks import ERROR, run_checks

    wording = _wording()
    for found in run_checks(include_deployment_checks=True):
        code = str(found.id)
        text = wording.get(code, f"{found.msg} ({code})")
        # Warnings of other kinds are for whoever writes the code.
        if text and (code.startswith("security.") or found.level >= ERROR):
            yield Advice(code, text)


def _from_settings() -> Iterator[Advice]:
    if unknown := list(environment.unknown_names()):
        named = ", ".join(unknown)
        text = tr(f"没有这些设置，是不是写错了：{named}", f"No such settings, misspelt? {named}")
        yield Advice("setting_unknown", text)
    if environment.switch("ZHIQIAO_HTTPS") and not environment.names("ZHIQIAO_ORIGINS"):
        yield Advice(
            "origins_empty",
            tr(
                "设了 ZHIQIAO_HTTPS，但 ZHIQIAO_ORIGINS 是空的：表单会被拒绝。写上网站的网址。",
                "ZHIQIAO_HTTPS is set but ZHIQIAO_ORIGINS is empty: forms will be refused.",
            ),
        )
    token = environment.value_of("ZHIQIAO_METRICS_TOKEN")
    if token and len(token) < TOKEN_LENGTH_MIN:
        text = tr(
            f"ZHIQIAO_METRICS_TOKEN 太短，至少 {TOKEN_LENGTH_MIN} 个字符。",
            f"ZHIQIAO_METRICS_TOKEN is short: use {TOKEN_LENGTH_MIN} characters at least.",
        )
        yield Advice("metrics_token_short", text)
    if environment.switch("ZHIQIAO_DEMO"):
        text = tr(
            "ZHIQIAO_DEMO 没有关：装过演示城市，谁都能换成演示角色。上线时设 ZHIQIAO_DEMO=0。",
            "ZHIQIAO_DEMO is on: if the demo is loaded anyone may take its roles. Set it to 0.",
        )
        yield Advice("demo_on", text)


def _from_folders() -> Iterator[Advice]:
    from django.conf import settings

    for folder in (Path(settings.ZHIQIAO_DATA), Path(settings.ZHIQIAO_KEYS)):
        if folder.is_dir() and folder.stat().st_mode & PRIVATE:
            text = tr(
                f"别的用户能进入 {folder}。运行：chmod 700 {folder}",
                f"Other users can enter {folder}. Run: chmod 700 {folder}",
            )
            yield Advice("folder_open", text)
    if Path(settings.ZHIQIAO_KEYS).is_relative_to(settings.ZHIQIAO_DATA):
        text = tr(
            "密钥和数据在同一个文件夹里。上线时用 ZHIQIAO_KEYS 把密钥放到别处，分开备份。",
            "Keys and data share a folder. Set ZHIQIAO_KEYS elsewhere, and back the two up apart.",
        )
        yield Advice("keys_beside_data", text)
