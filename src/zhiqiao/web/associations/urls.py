"""The address where a pair that only paths lead to is graded."""

from django.urls import path

from zhiqiao.web.associations import views

urlpatterns = [
    path("latent-matches/<int:latent_id>/review/", views.review, name="latent-match-review"),
]
