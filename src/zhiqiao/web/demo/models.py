"""What was loaded, so that a second load has nothing to do."""

from django.db import models


class DemoLoad(models.Model):
    """One completed load of the demo city."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)
