"""The frame of judged needs and offers, from their texts alone."""

from collections.abc import Iterable
from dataclasses import replace

from zhiqiao.matching.frame import Frame
from zhiqiao.matching.pairs import Judged
from zhiqiao.matching.protocols import Encoder
from zhiqiao.matching.similarity import Lens
from zhiqiao.matching.text import passage_text, query_texts


def framed(lens: Lens, judged: Judged) -> Lens:
    """The lens with the frame of these texts."""
    return replace(lens, frame=frame_of(judged, lens.encoder))


def frame_of(judged: Judged, encoder: Encoder) -> Frame:
    """The frame of the texts of judged needs and offers, each text once; grades are not read."""
    needs = {each.need_id for each in judged.judgements}
    offers = {each.offer_id for each in judged.judgements}
    sides = [query_texts(need) for need in judged.needs if need.id in needs]
    passages = (passage_text(offer) for offer in judged.offers if offer.id in offers)
    return Frame.fitted(
        titles=encoder.encode_queries(_once(title for title, _ in sides)),
        wholes=encoder.encode_queries(_once(whole for _, whole in sides)),
        offers=encoder.encode_passages(_once(passages)),
    )


def _once(texts: Iterable[str]) -> list[str]:
    """Each text that says something, in a fixed order, so that the sums are the same again."""
    return sorted({text for text in texts if text})
