"""`zhiqiao match fit`: a ranking model of one's own."""

from datetime import date

from zhiqiao.cli.language import tr
from zhiqiao.cli.match.engine import WatchedEncoder, choose_encoder
from zhiqiao.cli.match.loading import judged_of
from zhiqiao.cli.match.requests import FitRequest
from zhiqiao.cli.output import emit, note, told_bar
from zhiqiao.index import rarity_in
from zhiqiao.matching import Lens, fit
from zhiqiao.tables.writing import replacing


def perform(request: FitRequest) -> None:
    """Fits and writes."""
    output = request.output
    judged = judged_of(request.needs, request.offers, request.judgements)
    encoder = WatchedEncoder(choose_encoder(request.encoder, model=None, offers=judged.offers))
    today = date.today()  # noqa: DTZ011 -- a label in the person's own day
    name = request.name or f"own-{encoder.name}-{today.isoformat()}"
    with told_bar(
        tr("比较需求与成果", "Comparing pairs"), then=tr("拟合模型", "Fitting")
    ) as progress:
        model = fit(
            judged,
            lens=Lens(encoder, rarity_in(offer.title for offer in judged.offers)),
            name=name,
            progress=progress,
        )
    with replacing(output) as stream:
        stream.write(model.to_json().encode())
    if request.as_json:
        emit({"model": model.name, "encoder": model.encoder_name, "output": str(output)})
        return
    note(
        tr(
            f"模型 {model.name} 已写入 {output}。用法：match run --model {output} ……",
            f"Wrote the model {model.name} to {output}. Use it: match run --model {output} …",
        )
    )
