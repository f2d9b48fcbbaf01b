import inspect

from zhiqiao import matching


def test_the_public_face_is_what_is_listed():
    shown = {
        name
        for name, value in vars(matching).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    # a function named like its module hides the module; the others are the engine's own parts
    assert shown == set(matching.__all__)


def test_every_listed_name_is_documented_and_defined_by_the_engine():
    for name in matching.__all__:
        value = getattr(matching, name)
        assert inspect.getdoc(value), name
        assert value.__module__.startswith("zhiqiao.matching."), name


def test_front_doors_are_callable_though_modules_share_their_names():
    for name in ("rank", "diagnose", "evaluate", "fit"):
        assert inspect.isfunction(getattr(matching, name))
