"""Says why a programme stands as it does: leaf by leaf, and in a sentence.

Texts are made when they are asked for; what is the same for every enterprise is kept.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from zhiqiao.policy.assess import Assessment
from zhiqiao.policy.atoms import Atom, atoms_of
from zhiqiao.policy.bounds import exactly_known, has_bounds
from zhiqiao.policy.closures import Compiler, Function, Values
from zhiqiao.policy.language.nodes import (
    All,
    AtLeast,
    Clause,
    Manual,
    Node,
    Not,
    NumberNode,
    TruthFact,
    TruthNode,
)
from zhiqiao.policy.missing import missing_facts
from zhiqiao.policy.programme import Leaf as LeafNode
from zhiqiao.policy.programme import Version
from zhiqiao.policy.showing import Language, Showing, joined
from zhiqiao.policy.values import Citation, Fact, Leaf, Verdict

CLAUSE, EXCLUSION, MANUAL, PREMISE = "clause", "exclusion", "manual", "premise"


class Said:
    """What is the same for every enterprise about a leaf of a version.

    Attributes:
        kind: "premise", "clause", "exclusion" or "manual".
        is_turned: whether the rule wants the contrary of a leaf that is no exclusion.
    """

    def __init__(self, leaf: LeafNode, version: Version, kind: str, function: Function) -> None:
        self.leaf, self.version, self.kind, self.function = leaf, version, kind, function
        self.is_turned = False
        self._atoms: dict[Language, list[Atom]] = {}
        # Sentences that follow from the truth alone, by language and truth.
        self.sentences: dict[tuple[Language, bool | None], str] = {}

    @cached_property
    def text(self) -> str:
        """The rule as it is written; for manual items, what a person decides."""
        return f"不满足：{self.leaf.source}" if self.is_turned else self.leaf.source

    @cached_property
    def citation(self) -> str:
        """Clause, document and number."""
        first = self.version.citations[0] if self.version.citations else Citation("")
        document = first.document + (f"（{first.number}）" if first.number else "")
        return "，".join(part for part in (self.leaf.clause or first.clause, document) if part)

    @cached_property
    def is_to_verify(self) -> bool:
        """Whether nobody has checked its source."""
        return not (self.leaf.trust or self.version.trust).is_verified

    @cached_property
    def is_plain(self) -> bool:
        """Whether its truth says everything: a person's decision, or one yes-or-no fact."""
        rule = self.leaf.rule if isinstance(self.leaf, Clause) else None
        while isinstance(rule, Not):
            rule = rule.item
        return rule is None or isinstance(rule, TruthFact)

    def atoms(self, showing: Showing) -> list[Atom]:
        """Its comparisons, turned into what is wanted."""
        found = self._atoms.get(showing.language)
        if found is None:
            is_negated = self.is_turned or self.kind == EXCLUSION
            rule = self.leaf.rule if isinstance(self.leaf, Clause) else None
            found = atoms_of(rule, showing, is_negated=is_negated) if rule else []
            self._atoms[showing.language] = found
        return found


class SaidOf(NamedTuple):
    """The leaves of a version, their functions, and whether the rule turns one of them."""

    items: tuple[Said, ...]
    functions: tuple[Function, ...]
    has_turned: bool


class Explainer:
    """What is kept between explanations with one compiler and one dictionary.

    It does not hold the compiler, so that it goes when the compiler goes.
    """

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self.functions: dict[int, tuple[Node, Function]] = {}
        self.bounded: tuple[Values | None, bool] = (None, False)
        self.showings = {language: Showing(facts, language) for language in _LANGUAGES}
        # By identity, which is cheap; the version is kept, so that its id stays its own.
        self._said: dict[int, tuple[Version, SaidOf]] = {}

    def said(self, version: Version, compiler: Compiler) -> "SaidOf":
        """What there is to say about every leaf, those of 适用前提 first."""
        found = self._said.get(id(version))
        if found is None:
            items: list[Said] = []
            for tree, is_premise in ((version.applies, True), (version.rule, False)):
                for leaf, is_negated in _turned(tree, is_negated=False) if tree else ():
                    kind = _kind(leaf, is_premise=is_premise)
                    item = Said(leaf, version, kind, compiler.function(leaf))
                    item.is_turned = is_negated and kind != EXCLUSION
                    items.append(item)
            functions = tuple(item.function for item in items)
            of_version = SaidOf(tuple(items), functions, any(item.is_turned for item in items))
            found = self._said[id(version)] = (version, of_version)
        return found[1]


_LANGUAGES: tuple[Language, ...] = ("zh", "en")
_EXPLAINERS: "WeakKeyDictionary[Compiler, Explainer]" = WeakKeyDictionary()


def _turned(node: TruthNode, *, is_negated: bool) -> list[tuple[LeafNode, bool]]:
    """The leaves in order, each with whether the tree wants its contrary."""
    if isinstance(node, Clause | Manual):
        return [(node, is_negated)]
    if isinstance(node, Not):
        return _turned(node.item, is_negated=not is_negated)
    if isinstance(node, All | AtLeast):
        return [pair for item in node.items for pair in _turned(item, is_negated=is_negated)]
    return []


def _kind(leaf: LeafNode, *, is_premise: bool) -> str:
    """What a leaf is to people."""
    if isinstance(leaf, Manual):
        return MANUAL
    if is_premise:
        return PREMISE
    return EXCLUSION if leaf.is_exclusion else CLAUSE


class Sheet:
    """One assessment that is explained: its values, and what is worked out once for all leaves."""

    def __init__(self, assessment: Assessment, explainer: Explainer) -> None:
        self.assessment = assessment
        self.explainer = explainer
        # By identity, which is cheap; the node is kept, so that its id stays its own.
        self.functions = explainer.functions

    @cached_property
    def is_bounded(self) -> bool:
        """Whether some fact is only bounded; worked out once for programmes that share facts."""
        values = self.assessment.values
        if self.explainer.bounded[0] is not values:
            self.explainer.bounded = values, has_bounds(values)
        return self.explainer.bounded[1]

    def look(self, node: Node) -> Any:  # noqa: ANN401 -- whatever the node gives
        """The value of a node; None where it is not known."""
        if not self.is_bounded:
            kept = self.functions.get(id(node))
            if kept is None:
                kept = node, self.assessment.compiler.function(node)
                self.functions[id(node)] = kept
            return kept[1](self.assessment.values)
        if isinstance(node, NumberNode):
            return self.assessment.number(node)
        if isinstance(node, TruthNode):
            return self.assessment.truth(node)
        return self.assessment.compiler.function(node)(self.known)

    @cached_property
    def known(self) -> Values:
        """The facts that are known exactly."""
        values = self.assessment.values
        if not self.is_bounded:
            return values
        return exactly_known(values)

    @cached_property
    def deciding(self) -> frozenset[int]:
        """The identities of the leaves for which the verdict is not MET."""
        version, found = self.assessment.version, set[int]()
        if version is None or self.assessment.verdict is Verdict.MET:
            return frozenset()
        applies = self.look(version.applies) if version.applies else True
        if version.applies and not applies:
            self._collect(version.applies, applies, found)
        if applies is not False and not (truth := self.look(version.rule)):
            self._collect(version.rule, truth, found)
        return frozenset(found)

    def _collect(self, node: TruthNode, truth: bool | None, found: set[int]) -> None:  # noqa: FBT001 -- three-valued
        """Adds the leaves that make a node what it is."""
        if isinstance(node, Clause | Manual):
            found.add(id(node))
            return
        items: tuple[TruthNode, ...] = ()
        if isinstance(node, Not):
            truth, items = None if truth is None else not truth, (node.item,)
        elif isinstance(node, All | AtLeast):
            items = node.items
        for item in items:
            if self.look(item) is truth:
                self._collect(item, truth, found)


def deciding_leaves(assessment: Assessment) -> frozenset[int]:
    """The identities of the leaves for which the verdict is not MET."""
    found = _EXPLAINERS.get(assessment.compiler)
    return Sheet(assessment, found or Explainer({})).deciding


class Finding:
    """One leaf of a rule, for one enterprise.

    Attributes:
        truth: whether the text holds; for an exclusion, True means that it excludes.
    """

    __slots__ = ("said", "sheet", "truth")

    def __init__(self, said: Said, sheet: Sheet, truth: bool | None) -> None:  # noqa: FBT001 -- three-valued
        self.said = said
        self.sheet = sheet
        self.truth = truth

    def __repr__(self) -> str:
        return f"Finding({self.id}, {self.kind}, {self.state.value})"

    @property
    def id(self) -> str:
        """The 号 of the leaf."""
        return self.said.leaf.id

    @property
    def kind(self) -> str:
        """One of "premise", "clause", "exclusion", "manual"."""
        return self.said.kind

    @property
    def state(self) -> Leaf:
        """Why it has its truth."""
        if self.truth is not None:
            return Leaf.HOLDS if self.truth else Leaf.FAILS
        if self.said.kind == MANUAL:
            return Leaf.MANUAL
        return Leaf.MISSING if self.missing else Leaf.UNDEFINED

    @property
    def text(self) -> str:
        """The rule as it is written."""
        return self.said.text

    @property
    def note(self) -> str:
        """The line for people that the rule's file has beside it."""
        leaf = self.said.leaf
        return leaf.note if isinstance(leaf, Clause) else ""

    @property
    def citation(self) -> str:
        """Clause, document and number."""
        return self.said.citation

    @property
    def is_to_verify(self) -> bool:
        """Whether it carries 待核实."""
        return self.said.is_to_verify

    @property
    def is_deciding(self) -> bool:
        """Whether this leaf is why the verdict is not MET."""
        return id(self.said.leaf) in self.sheet.deciding

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that it waits for, sorted."""
        leaf = self.said.leaf
        if self.truth is not None or not isinstance(leaf, Clause):
            return ()
        compiler = self.sheet.assessment.compiler
        return tuple(sorted(missing_facts(leaf.rule, self.sheet.known, compiler)))

    @property
    def have(self) -> str:
        """The value as it is, in Chinese; empty where it is not known."""
        return have(self)

    @property
    def want(self) -> str:
        """What is wanted, in Chinese."""
        return want(self)

    @property
    def gap(self) -> str:
        """How far it is off, in Chinese; empty where nothing is lacking."""
        return gap(self)


def findings(assessment: Assessment, facts: Mapping[str, Fact]) -> tuple[Finding, ...]:
    """Every leaf of the version in force, those of 适用前提 first, in order of writing.

    Args:
        assessment: what `assess` gave.
        facts: the rulebook's dictionary, for units, types and questions.
    """
    version = assessment.version
    if version is None:
        return ()
    explainer = _EXPLAINERS.get(assessment.compiler)
    if explainer is None or explainer.facts is not facts:
        explainer = _EXPLAINERS[assessment.compiler] = Explainer(facts)
    sheet, values = Sheet(assessment, explainer), assessment.values
    items, functions, has_turned = explainer.said(version, assessment.compiler)
    truths: list[bool | None]
    if has_bounds(values):
        truths = [assessment.truth(said.leaf) for said in items]
    else:
        truths = [function(values) for function in functions]
    if has_turned:
        truths = [
            not truth if said.is_turned and truth is not None else truth
            for said, truth in zip(items, truths, strict=True)
        ]
    return tuple([Finding(said, sheet, truth) for said, truth in zip(items, truths, strict=True)])


def _atoms(finding: Finding, language: Language) -> list[Atom]:
    """The comparisons of a finding."""
    return finding.said.atoms(finding.sheet.explainer.showings[language])


def have(finding: Finding, language: Language = "zh") -> str:
    """The value as it is; with the name of each, where there are several."""
    atoms, sheet = _atoms(finding, language), finding.sheet
    values = {atom.subject: atom.have(sheet.look, sheet.assessment.values) for atom in atoms}
    if len(values) == 1:
        return next(iter(values.values()))
    stop = "；" if language == "zh" else "; "
    return stop.join(f"{name} {value}" for name, value in values.items() if value)


def want(finding: Finding, language: Language = "zh") -> str:
    """What is wanted; the rule as written, where it speaks of several things."""
    atoms, rule = _atoms(finding, language), getattr(finding.said.leaf, "rule", None)
    is_turned = finding.said.is_turned or finding.kind == EXCLUSION
    if not atoms or len({atom.subject for atom in atoms}) > 1:
        source = finding.said.leaf.source
        return f"{_NOT[language]}{source}" if is_turned and atoms else source
    is_all = isinstance(rule, All) != is_turned
    words = {"zh": ("且", "或"), "en": (" and ", " or ")}[language]
    wants = dict.fromkeys(atom.want(finding.sheet.look) for atom in atoms)
    return words[0 if is_all else 1].join(wants)


_NOT: dict[Language, str] = {"zh": "不得：", "en": "not: "}


def gap(finding: Finding, language: Language = "zh") -> str:
    """How far each comparison that fails is off; empty where the leaf is as wanted."""
    is_wanted = finding.kind != EXCLUSION
    if finding.truth is None or finding.truth is is_wanted:
        return ""
    sheet = finding.sheet
    known = sheet.assessment.values
    gaps = [atom.gap(sheet.look, known) for atom in _atoms(finding, language)]
    return joined(dict.fromkeys(each for each in gaps if each), language)
