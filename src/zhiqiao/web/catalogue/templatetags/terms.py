"""Fields, stages, modes and kinds on pages."""

from django import template

from zhiqiao.web.catalogue.terms import term_of

register = template.Library()
register.filter("term", term_of)
