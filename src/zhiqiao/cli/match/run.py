"""`zhiqiao match run`: the best offers for every need of a file."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from zhiqiao.cli.language import language, tr
from zhiqiao.cli.match.engine import choose_encoder, model_for, model_from
from zhiqiao.cli.match.loading import needs_of, offers_of
from zhiqiao.cli.match.ranking import Catalogue
from zhiqiao.cli.match.requests import RunRequest
from zhiqiao.cli.match.showing import show_matches
from zhiqiao.cli.output import counted, emit, note
from zhiqiao.index import rarity_in
from zhiqiao.matching import Lens, RankingModel
from zhiqiao.matching.values import Match, Need, Offer
from zhiqiao.tables import match_object, write_matches
from zhiqiao.tables.writing import writer_for


def perform(request: RunRequest) -> None:
    """Ranks, then prints or writes."""
    output = request.output
    if output:
        writer_for(str(output))
    given = model_from(request.model)
    needs, offers = needs_of(request.needs), offers_of(request.offers)
    encoder = choose_encoder(request.encoder, model=given, offers=offers)
    model = model_for(encoder, given)
    with _folder(request.index) as folder:
        catalogue = Catalogue(
            folder, offers, lens=Lens(encoder, rarity_in(offer.title for offer in offers))
        )
        matches = _matches(needs, catalogue, model=model, top=request.top)
    by_need = {need.id: need for need in needs}
    by_offer = {offer.id: offer for offer in offers}
    if output:
        count = write_matches(output, matches, needs=by_need, offers=by_offer, language=language())
        note(tr(f"已写入 {output}：{count:,} 条匹配", f"Wrote {count:,} matches to {output}"))
    if request.as_json:
        names = {"encoder": encoder.name, "model": model.name}
        emit(names | _result(matches, by_need, by_offer))
    elif not output:
        show_matches(matches, by_need, by_offer)


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    """The folder to keep the index in, or one that goes away."""
    if kept:
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="zhiqiao-") as temporary:
        yield Path(temporary)


def _matches(
    needs: Sequence[Need], catalogue: Catalogue, *, model: RankingModel, top: int
) -> list[Match]:
    """The matches of every need, in the needs' order."""
    text = tr("匹配需求", "Matching needs")
    watched = counted(needs, text, total=len(needs))
    return [match for need in watched for match in catalogue.rank(need, model=model, top=top)]


def _result(
    matches: Sequence[Match], needs: Mapping[str, Need], offers: Mapping[str, Offer]
) -> dict[str, object]:
    """What `--json` prints."""
    return {
        "needs": len(needs),
        "offers": len(offers),
        "matches": [
            {
                "need_title": needs[match.need_id].title,
                "offer_title": offers[match.offer_id].title,
            }
            | match_object(match)
            for match in matches
        ],
    }
