"""`zhiqiao match train`: a model from the beginning, with its cross-validated figures."""

from datetime import date
from pathlib import Path

from zhiqiao.cli.language import tr
from zhiqiao.cli.match.engine import WatchedEncoder, choose_encoder
from zhiqiao.cli.match.evaluate import show_figures
from zhiqiao.cli.match.loading import judged_of, offers_of
from zhiqiao.cli.match.requests import TrainRequest
from zhiqiao.cli.output import emit, note, told_bar
from zhiqiao.index import rarity_in
from zhiqiao.matching import Lens, train
from zhiqiao.matching.training import Trained
from zhiqiao.tables.writing import replacing


def perform(request: TrainRequest) -> None:
    """Trains, writes and tells the figures."""
    judged = judged_of(request.needs, request.offers, request.judgements)
    described = [offer for path in request.described for offer in offers_of(path)]
    encoder = WatchedEncoder(choose_encoder(request.encoder, model=None, offers=judged.offers))
    today = date.today()  # noqa: DTZ011 -- a label in the person's own day
    name = request.name or f"trained-{encoder.name}-{today.isoformat()}"
    lens = Lens(encoder, rarity_in(offer.title for offer in judged.offers))
    with told_bar(
        tr("比较需求与成果", "Comparing pairs"), then=tr("拟合和交叉验证", "Fitting")
    ) as progress:
        trained = train(judged, lens=lens, name=name, described=described, progress=progress)
    with replacing(request.output) as stream:
        stream.write(trained.model.to_json().encode())
    _tell(trained, request.output, as_json=request.as_json)


def _tell(trained: Trained, output: Path, *, as_json: bool) -> None:
    """The cross-validated figures, and whether the plain fusion stood."""
    model, figures = trained.model, trained.evaluation.as_dict()
    if as_json:
        told = {"model": model.name, "encoder": model.encoder_name, "output": str(output)}
        emit(told | {"kind": model.provenance["kind"], "cross_validated": figures})
        return
    show_figures(figures)
    ranks = (
        tr("用学出来的树排序", "Trees rank better and were taken")
        if model.trees
        else tr("用直接融合排序，学出来的没有更好", "The plain fusion ranks; trees were no better")
    )
    note(
        tr(
            f"{ranks}。模型 {model.name} 已写入 {output}。用法：match run --model {output} ……",
            f"{ranks}. Wrote the model {model.name} to {output}. "
            f"Use it: match run --model {output} …",
        )
    )
