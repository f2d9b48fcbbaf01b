"""Texts that would run in a browser if a page did not escape them."""

MARK = "zqxss"
SCRIPTS = (
    f"<script>{MARK}(1)</script>", f"<ScRiPt>{MARK}(1)</sCrIpT>", f"<script src=//{MARK}.example>",
    f"<img src=x onerror={MARK}(1)>", f"<svg onload={MARK}(1)>", f"<svg/onload={MARK}(1)>",
    f"<body onload={MARK}(1)>", f"<iframe src=javascript:{MARK}(1)>",
    f"<a href=javascript:{MARK}(1)>",
    f"<input autofocus onfocus={MARK}(1)>", f"<details open ontoggle={MARK}(1)>",
    f"<video><source onerror={MARK}(1)>", f"<marquee onstart={MARK}(1)>",
    f"<math><mi xlink:href={MARK}>",
    f"<object data=javascript:{MARK}(1)>", f"<embed src=javascript:{MARK}(1)>",
    f"<base href=//{MARK}>",
    f"<link rel=stylesheet href=//{MARK}>", f"<meta http-equiv=refresh content=0;url=//{MARK}>",
    f"<form action=//{MARK}><button>", f"<style>@import'//{MARK}'</style>", f"<noscript><p {MARK}>",
    f"</title><script>{MARK}(1)</script>", f"</textarea><script>{MARK}(1)</script>",
    f"</script><script>{MARK}(1)</script>", f"--><script>{MARK}(1)</script>",
    f"<![CDATA[<script>{MARK}(1)</script>]]>", f"<template><script>{MARK}(1)</script></template>",
    f"<x hx-get=//{MARK} hx-trigger=load>", f"<plaintext {MARK}>", f"<xmp><p {MARK}>",
)  # fmt: skip
BREAKING_OUT = (
    f'" onmouseover="{MARK}(1)', f"' onmouseover='{MARK}(1)", f'"><b {MARK}>', f"'><b {MARK}>",
    f'" hx-get="//{MARK}', f"` onmouseover={MARK}(1) `",
)  # fmt: skip
TEMPLATES = (f"{{{{{MARK}}}}}", f"{{% load {MARK} %}}", f"${{{MARK}}}", f"&lt;script&gt;{MARK}")
PAYLOADS = SCRIPTS + BREAKING_OUT + TEMPLATES


def unescaped(page: str) -> list[str]:
    """The payloads that stand in a page of HTML as they were typed."""
    return [each for each in SCRIPTS + BREAKING_OUT[2:4] if each in page] + [
        each for each in (BREAKING_OUT[0], BREAKING_OUT[4]) if each in page
    ]
