"""The sentences that people read: one for each leaf, and one for the whole verdict."""

from datetime import date, timedelta

from zhiqiao.policy.assess import Assessment
from zhiqiao.policy.explain import (
    EXCLUSION,
    MANUAL,
    PREMISE,
    Finding,
    deciding_leaves,
    gap,
    have,
    want,
)
from zhiqiao.policy.language.nodes import Clause, Manual
from zhiqiao.policy.programme import Version, leaves_of
from zhiqiao.policy.showing import Language, joined, money
from zhiqiao.policy.values import Verdict, Window

TO_VERIFY = {"zh": "〔待核实〕", "en": " [to be verified]"}
LEAVES = {
    "zh": {
        "colon": "：",
        "manual": "需人工核验：{text}",
        "asks": "还不知道{names}{question}",
        "coarse": "{name}为 {value}，还不够具体{question}",
        "undefined": "算不出“{text}”：除数为零，或日期超出范围",
        "fails": "{phrase}，要求{want}",
        "holds": "{phrase}，符合要求（{want}）",
        "premise": "不适用：{core}",
        "excluded": "有排除情形：{text}（{phrase}）",
        "excluded_alone": "有排除情形：{text}",
        "clear": "没有排除情形：{text}（{phrase}）",
        "clear_alone": "没有排除情形：{text}",
    },
    "en": {
        "colon": ": ",
        "manual": "For a person to decide: {text}",
        "asks": "Not known yet: {names}{question}",
        "coarse": "{name} is {value}, which is not fine enough{question}",
        "undefined": "“{text}” cannot be worked out: a division by zero or a day off the calendar",
        "fails": "{phrase}; wanted: {want}",
        "holds": "{phrase}, as wanted ({want})",
        "premise": "Does not apply: {core}",
        "excluded": "Excluded: {text} ({phrase})",
        "excluded_alone": "Excluded: {text}",
        "clear": "Not excluded: {text} ({phrase})",
        "clear_alone": "Not excluded: {text}",
    },
}


def sentence(finding: Finding, language: Language = "zh") -> str:
    """One sentence about a leaf, with its clause.

    Such as 「研发费用 / 营业收入为 1.8%，要求不低于 3%，还差 1.2 个百分点（第五条(二)）」.
    """
    said = finding.said
    is_kept = said.is_plain and (finding.truth is not None or said.kind == MANUAL)
    kept = said.sentences.get((language, finding.truth)) if is_kept else None
    if kept is not None:
        return kept
    clause = said.leaf.clause
    brackets = ("（", "）") if language == "zh" else (" (", ")")
    cited = f"{brackets[0]}{clause}{brackets[1]}" if clause else ""
    mark = TO_VERIFY[language] if said.is_to_verify else ""
    made = _core(finding, language) + cited + mark
    if is_kept:
        said.sentences[language, finding.truth] = made
    return made


def _core(finding: Finding, language: Language) -> str:
    """The sentence without its clause."""
    words = LEAVES[language]
    if finding.kind == MANUAL:
        return words["manual"].format(text=finding.text)
    if finding.truth is None:
        return _unknown(finding, language)
    phrase = _phrase(finding, language)
    if finding.kind == EXCLUSION:
        form = ("excluded" if finding.truth else "clear") + ("" if phrase else "_alone")
        # The text names what it is about already.
        return words[form].format(text=finding.text, phrase=have(finding, language))
    form = "holds" if finding.truth else "fails"
    core = words[form].format(phrase=phrase or finding.text, want=_wanted(finding, language))
    lacking = gap(finding, language)
    if lacking:
        core += ("，" if language == "zh" else "; ") + lacking
    is_out = finding.kind == PREMISE and not finding.truth
    return words["premise"].format(core=core) if is_out else core


def _phrase(finding: Finding, language: Language) -> str:
    """The values as they are, with their names."""
    showing = finding.sheet.explainer.showings[language]
    atoms = finding.said.atoms(showing)
    value = have(finding, language)
    if not value or len({atom.subject for atom in atoms}) > 1:
        return value
    if atoms[0].is_yes_or_no:
        return f"{atoms[0].subject}{LEAVES[language]['colon']}{value}"
    return f"{atoms[0].subject}为 {value}" if language == "zh" else f"{atoms[0].subject} is {value}"


def _wanted(finding: Finding, language: Language) -> str:
    """What is wanted, as a part of the sentence."""
    atoms = finding.said.atoms(finding.sheet.explainer.showings[language])
    wanted = want(finding, language)
    is_plain = len(atoms) == 1 and not atoms[0].is_yes_or_no
    if is_plain or language == "en":
        return wanted
    subjects = {atom.subject for atom in atoms}
    return f"为“{wanted}”" if len(atoms) == 1 else wanted if len(subjects) == 1 else f"“{wanted}”"


def _unknown(finding: Finding, language: Language) -> str:
    """What is waited for, with the question to ask."""
    words, missing = LEAVES[language], finding.missing
    if not missing:
        return words["undefined"].format(text=finding.text)
    facts = finding.sheet.explainer.facts
    asked = facts[missing[0]].question if len(missing) == 1 and missing[0] in facts else ""
    question = words["colon"] + asked if asked else ""
    value = finding.sheet.assessment.values.get(missing[0])
    if len(missing) == 1 and value is not None:
        shown = finding.sheet.explainer.showings[language].fact_value(missing[0], value)
        return words["coarse"].format(name=missing[0], value=shown, question=question)
    return words["asks"].format(names=joined(missing, language), question=question)


SUMMARIES = {
    "zh": {
        Verdict.MET: "符合「{name}」的全部条件",
        Verdict.UNMET: "不符合「{name}」：{count} 项条件不满足",
        Verdict.UNKNOWN: "「{name}」还缺 {count} 项信息：{names}",
        Verdict.MANUAL: "「{name}」没有发现不符合之处，还需人工核验 {count} 项",
        Verdict.NOT_APPLICABLE: "「{name}」不适用：不在适用范围内",
        "no_version": "「{name}」在 {on} 没有有效的规定",
        "coarse": "「{name}」还缺信息",
        "excluded": "不符合「{name}」：有 {count} 项排除情形",
        "due": "，可得 {money}",
        "may": "，可望得 {money}",
        "most": "，最高 {money}",
        "needs": "，金额还要看{names}",
        "set_by": "，金额另定：{text}",
        "benefits": "，可享受：{text}",
        "open": "；{end} 前可以申报",
        "open_always": "；现在可以申报",
        "later": "；申报从 {start} 开始",
        "past": "；申报已于 {end} 截止",
        "note": "；申报时间：{text}",
        "stop": "。",
    },
    "en": {
        Verdict.MET: "Meets every condition of “{name}”",
        Verdict.UNMET: "Does not meet “{name}”: conditions not met: {count}",
        Verdict.UNKNOWN: "“{name}” still needs {count} fact(s): {names}",
        Verdict.MANUAL: "Nothing against “{name}” was found; for a person to decide: {count}",
        Verdict.NOT_APPLICABLE: "“{name}” does not apply: out of its scope",
        "no_version": "“{name}” has no rule in force on {on}",
        "coarse": "“{name}” still needs facts",
        "excluded": "Does not meet “{name}”: exclusions: {count}",
        "due": ", due: {money}",
        "may": ", possible: {money}",
        "most": ", at most {money}",
        "needs": ", the amount also needs {names}",
        "set_by": ", the amount is set otherwise: {text}",
        "benefits": ", benefits: {text}",
        "open": "; applications until {end}",
        "open_always": "; applications are open",
        "later": "; applications from {start}",
        "past": "; applications closed on {end}",
        "note": "; applications: {text}",
        "stop": ".",
    },
}


def summary(assessment: Assessment, language: Language = "zh") -> str:
    """The whole verdict in a sentence: amount or what is missing, 待核实, the window."""
    words = SUMMARIES[language]
    name, version = assessment.programme.name, assessment.version
    if version is None:
        text = words["no_version"].format(name=name, on=assessment.on.isoformat())
        return text + words["stop"]
    text = _verdict(assessment, version, language)
    if assessment.verdict not in (Verdict.UNMET, Verdict.NOT_APPLICABLE):
        text += _money(assessment, version, language) + _window(version, assessment.on, language)
    return text + (TO_VERIFY[language] if version.to_verify else "") + words["stop"]


def _verdict(assessment: Assessment, version: Version, language: Language) -> str:
    """The verdict with what it rests on."""
    words, verdict = SUMMARIES[language], assessment.verdict
    name, missing = assessment.programme.name, assessment.missing
    if verdict is Verdict.UNKNOWN:
        form = words[verdict] if missing else words["coarse"]
        return form.format(name=name, count=len(missing), names=joined(missing, language))
    if verdict is Verdict.MANUAL:
        trees = [version.rule, *([version.applies] if version.applies else [])]
        deciding = deciding_leaves(assessment)
        count = sum(
            isinstance(leaf, Manual) and id(leaf) in deciding
            for tree in trees
            for leaf in leaves_of(tree)
        )
        return words[verdict].format(name=name, count=count)
    if verdict is Verdict.UNMET:
        deciding = deciding_leaves(assessment)
        leaves = [leaf for leaf in version.leaves if id(leaf) in deciding]
        is_out = [isinstance(leaf, Clause) and leaf.is_exclusion for leaf in leaves]
        form = words["excluded"] if all(is_out) else words[verdict]
        return form.format(name=name, count=len(leaves))
    return words[verdict].format(name=name)


def _money(assessment: Assessment, version: Version, language: Language) -> str:
    """What is due or possible."""
    words, amount = SUMMARIES[language], version.amount
    if amount is None:
        benefits = joined(version.benefits, language)
        return words["benefits"].format(text=benefits) if benefits else ""
    if assessment.potential_fen is not None:
        form = words["due"] if assessment.verdict is Verdict.MET else words["may"]
        return form.format(money=money(assessment.potential_fen, language))
    text = ""
    if amount.node is None:
        text = words["set_by"].format(text=amount.set_by)
    elif assessment.verdict is Verdict.MET and assessment.missing:
        text = words["needs"].format(names=joined(assessment.missing, language))
    if assessment.bound_fen is not None:
        text += words["most"].format(money=money(assessment.bound_fen, language))
    return text


def _window(version: Version, on: date, language: Language) -> str:
    """Whether one may apply on the day."""
    words = SUMMARIES[language]
    dated = [each for each in version.windows if each.days.start_on or each.days.end_on]
    for window in dated:
        if window.days.holds(on):
            end = _last(window)
            return words["open"].format(end=end) if end else words["open_always"]
    starts = [each.days.start_on for each in dated if each.days.start_on]
    later = [start for start in starts if start > on]
    if later:
        return words["later"].format(start=min(later))
    notes = [each.note for each in version.windows if each.note]
    if notes:
        return words["note"].format(text=joined(notes, language))
    return words["past"].format(end=max(_last(each) for each in dated)) if dated else ""


def _last(window: Window) -> str:
    """The last day of a window."""
    end = window.days.end_on
    return (end - timedelta(days=1)).isoformat() if end else ""
