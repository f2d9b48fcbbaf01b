"""Addresses of searches."""

from django.urls import path

from zhiqiao.web.searches import views

urlpatterns = [
    path("searches/", views.searches, name="searches"),
    path("searches/new/", views.new_search, name="search-new"),
    path("searches/export/<str:kind>/", views.export_searches, name="searches-export"),
    path("searches/<int:search_id>/", views.change_search, name="search"),
    path("searches/<int:search_id>/open/", views.open_search, name="search-open"),
    path("searches/<int:search_id>/removal/", views.remove_search, name="search-remove"),
]
