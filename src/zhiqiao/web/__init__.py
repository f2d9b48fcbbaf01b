"""The web part: a Django project, one app per noun."""
