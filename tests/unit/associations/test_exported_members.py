import inspect

from zhiqiao import associations


def test_the_public_face_is_what_is_listed():
    shown = {
        name
        for name, value in vars(associations).items()
        if not name.startswith("_") and not inspect.ismodule(value)
    }
    assert shown == set(associations.__all__)


def test_every_listed_name_is_documented_and_defined_by_the_engine():
    for name in associations.__all__:
        value = getattr(associations, name)
        assert inspect.getdoc(value), name
        assert value.__module__.startswith("zhiqiao.associations."), name
