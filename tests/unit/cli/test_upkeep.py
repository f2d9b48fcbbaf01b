"""The site's jobs from the command line, on a site of its own."""

import pytest

STATIC = {"ZHIQIAO_ENCODER": "static"}


@pytest.mark.proof
def test_an_empty_site_is_indexed_and_not_refitted(zhiqiao):
    indexed = zhiqiao("match", "reindex", "--json", **STATIC)
    assert indexed.status == 0, indexed.err
    assert "rebuilt" not in indexed.err
    assert {state["documents"] for state in indexed.result.values()} == {0}
    refitted = zhiqiao("match", "refit", **STATIC)
    assert refitted.status == 0, refitted.err
    assert "至少要 20 条需求的 200 对" in refitted.out
    assert zhiqiao("match", "refit", "--json", **STATIC).result["outcome"] == "too_few"


@pytest.mark.proof
def test_the_demo_city_is_quick_the_second_time(zhiqiao, tmp_path, new_site):
    new_site(tmp_path / "var")
    loaded = zhiqiao("demo", "--json", **STATIC)
    assert loaded.status == 0, loaded.err
    assert loaded.result["needs"] >= 60
    assert loaded.result["offers"] >= 300
    assert loaded.result["matched"] == loaded.result["needs"]
    again = zhiqiao("demo", **STATIC)
    assert again.status == 0
    assert "演示城市已就绪" in again.err
    refitted = zhiqiao("match", "refit", **STATIC)
    assert "nDCG@10" in refitted.out
    shadowed = zhiqiao("match", "refit", "--shadow", "--json", **STATIC)
    assert shadowed.status == 0, shadowed.err
    assert shadowed.result["outcome"] == "shadow"
    agreement = shadowed.result["standing"]["agreement"]
    confidential = 1
    assert agreement["needs"] == loaded.result["needs"] - confidential
    assert 0 < agreement["overlap"] <= 1
    listed = zhiqiao("match", "model", "list", "--json", **STATIC).result
    names = {each["name"]: each for each in listed["versions"]}
    assert names[shadowed.result["shadow"]]["shadow"]
    assert listed["serving"] == shadowed.result["serving"]
    back = zhiqiao("match", "model", "rollback", "--json", **STATIC)
    assert back.status == 0, back.err
    assert back.result["before"] == listed["serving"]


@pytest.mark.proof
def test_a_site_without_a_shadow_says_so(zhiqiao):
    listed = zhiqiao("match", "model", "list", "--json", **STATIC)
    assert listed.status == 0, listed.err
    assert listed.result == {"serving": listed.result["serving"], "versions": []}
    for call in (("shadow",), ("promote", "--reason", "更准")):
        ended = zhiqiao("match", "model", *call, **STATIC)
        assert (ended.status, "没有可换上的影子模型" in ended.err) == (1, True), ended.err
    ended = zhiqiao("match", "model", "rollback", **STATIC)
    assert (ended.status, "退不回去" in ended.err) == (1, True), ended.err
