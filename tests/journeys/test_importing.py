"""A table with a bad row is shown, mended and brought in."""

import pytest
from playwright.sync_api import expect
from tests.factories import PersonFactory

from zhiqiao.web.catalogue.models import Need

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEADER = "编号,标题,内容,预算（万元）,机构\n"
BAD = HEADER + "A-1,滚丝模具寿命,要求≥8万件,十二万,甲厂\nA-2,钛合金振纹,,,乙厂\n"


def file(text: str) -> dict[str, object]:
    return {"name": "needs.csv", "mimeType": "text/csv", "buffer": text.encode()}


def test_from_a_bad_row_to_a_published_need(new_page, enter):
    PersonFactory(username="broker")
    page = new_page()
    enter(page, "broker")
    page.goto("/imports/")
    page.get_by_label("文件", exact=True).set_input_files(file(BAD))
    page.get_by_role("button", name="上传并预览").click()
    row = page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("十二万")
    expect(row).to_contain_text("预算（万元）")
    assert not Need.objects.unscoped().exists()
    page.get_by_role("link", name="上传改好的文件").click()
    page.get_by_label("文件", exact=True).set_input_files(file(BAD.replace("十二万", "12")))
    page.get_by_role("button", name="上传并预览").click()
    expect(page.locator(".tile.wants")).to_contain_text("2")
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_role("status")).to_contain_text("新增 2 条")
    page.get_by_role("link", name="看列表").click()
    expect(page.locator(".rows")).to_contain_text("滚丝模具寿命")


def test_choosing_a_facet_narrows_the_list_in_place(new_page):
    from tests.factories import OfferFactory

    OfferFactory(title="脱色树脂", field="节能环保")
    OfferFactory(title="采茶机割台", field="现代农业")
    page = new_page()
    page.goto("/offers/")
    page.get_by_label("节能环保").check()
    expect(page.locator(".rows > li")).to_have_count(1)
    assert "field=" in page.url
    page.get_by_role("searchbox").fill("没有这个词句")
    page.get_by_role("button", name="搜索").click()
    expect(page.locator(".blank")).to_contain_text("没有符合条件的成果")
