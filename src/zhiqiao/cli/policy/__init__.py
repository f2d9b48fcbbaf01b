"""`zhiqiao policy`: rules checked, judged, swept, compared, imported."""
