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
