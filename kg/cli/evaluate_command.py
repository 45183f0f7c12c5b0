"""`kg evaluate`: claims against annotated documents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import options
from kg.cli.terminal import output, progress, say
from kg.errors import EvaluationError

if TYPE_CHECKING:
    from kg.build import Built, Settings
    from kg.evaluation import Evaluation, Said
    from kg.figures import Tally
    from kg.gold import GoldDocument

NAME = "evaluate"
EPILOG = ("[bold]Examples[/]\n\n$ kg evaluate tests/gold\n\n$ kg evaluate gold/ exports/claims.jsonl --errors\n\n"
          "$ kg evaluate gold/ --texts articles/ --json\n\n"
          "$ kg evaluate gold/ --llm http://localhost:11434/v1 --llm-model NAME    (kg, the model, and both, side by side)\n\n"
          "GOLD holds NAME.gold.json files, with their texts beside them where there are no CLAIMS. P: how many claims are right; "
          "R: how many of the required ones were found; polarity and the rest: over the claims that match.")


def run(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="The folder of annotated documents.")],
    claims: Annotated[Path | None, typer.Argument(metavar="[CLAIMS]", help="A claims.jsonl; without it the texts of GOLD are built first.")] = None,
    texts: Annotated[Path | None, typer.Option("--texts", metavar="FOLDER", help="Where the texts lie, if not beside the gold.")] = None,
    schema: options.Schema = "ai-industry",
    seeds: options.Seeds = None,
    workers: options.Workers = 1,
    documents: Annotated[bool, typer.Option("--documents", help="List the figures of each document too.")] = False,
    errors: Annotated[bool, typer.Option("--errors", help="List the claims that were missed, and those that are wrong.")] = False,
    llm: options.Llm = None,
    llm_model: options.LlmModel = None,
    llm_budget: options.LlmBudget = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all figures as JSON.")] = False,
) -> int:
    """Score claims against annotated documents: precision, recall, F1; by language and by relation."""
    from kg.evaluation import evaluate, read_claims
    from kg.gold import read_gold
    from kg.schema import load_schema

    if not gold.is_dir():
        raise EvaluationError("is no folder", where=str(gold), mend="name a folder of annotated documents")
    golds = read_gold(gold, texts)
    checked = load_schema(schema)
    symmetric = {name for name, relation in checked.relations.items() if relation.symmetric}
    if llm or llm_model:
        from kg.cli.second_reader import build_each_way, model_settings

        if claims is not None:
            raise EvaluationError("cannot be scored beside a model", where=str(claims), mend="leave the claims or --llm out")
        paths = _texts(golds, texts or gold)
        with progress() as report:
            ways = build_each_way(paths, _settings(schema, seeds, workers), model_settings(llm, llm_model, llm_budget), report)
        readers = {str(name): evaluate(golds, _said(way.built), symmetric) for name, way in ways.items()}
        problems = list(dict.fromkeys(str(error) for way in ways.values() for error in way.errors))
        for problem in problems:
            say(problem)
        if as_json:
            print(json.dumps({name: done.to_json() for name, done in readers.items()}, ensure_ascii=False, indent=2))
        else:
            _show_readers(readers)
        return 1 if problems else 0
    said = read_claims(claims) if claims is not None else _build(_texts(golds, texts or gold), _settings(schema, seeds, workers))
    done = evaluate(golds, said, symmetric)
    if done.outside:
        say(f"left out: {sum(done.outside.values())} claims of {len(done.outside)} documents without gold ({', '.join(list(done.outside)[:3])})")
    if as_json:
        print(json.dumps(done.to_json(), ensure_ascii=False, indent=2))
        return 0
    _show(done, documents)
    if errors:
        _show_errors(done, golds)
    return 0


def _settings(schema: str, seeds: str | None, workers: int) -> Settings:
    from kg.build import Settings

    return Settings(schema, options.seed_folder(seeds), workers=workers)


def _texts(golds: Sequence[GoldDocument], folder: Path) -> list[Path]:
    paths = [folder / g.document for g in golds]
    if missing := [path for path in paths if not path.is_file()]:
        raise EvaluationError("is missing", where=str(missing[0]), mend="name the folder of the texts with --texts, or give a claims.jsonl")
    return paths


def _build(paths: Sequence[Path], settings: Settings) -> list[Said]:
    from kg.build import build

    with progress() as report:
        return _said(build(paths, settings, report))


def _said(built: Built) -> list[Said]:
    from kg.evaluation import said
    from kg.exports.jsonlines import claim_lines
    from kg.exports.ordered import view

    return [said(row) for row in claim_lines(view(built.graph))]


def _show_readers(readers: dict[str, Evaluation]) -> None:
    from kg.cli.summary import table

    made = table("Side by side", "", "", "claims P", "R", "F1", "entities P", "R", "F1", "polarity", "modality", "attribution", numbers=range(2, 11))
    for language in (*next(iter(readers.values())).languages, "all"):
        for name, done in readers.items():
            tally = done.all if language == "all" else done.languages[language]
            made.add_row(language, name, *_figures(tally), *_shares(tally))
    output().print(made)


def _show(done: Evaluation, documents: bool) -> None:
    from kg.cli.summary import table

    made = table("", "", "claims P", "R", "F1", "entities P", "R", "F1", "polarity", "modality", "attribution", numbers=range(1, 10))
    for name, tally in (*done.languages.items(), ("all", done.all)):
        made.add_row(name, *_figures(tally), *_shares(tally))
    console = output()
    console.print(made)
    console.print(f"claims: {done.all.claims.right} of {done.all.claims.found} right; {done.all.claims.got} of {done.all.claims.required} required ones found")
    if documents:
        made = table("By document", "", "claims P", "R", "F1", "entities P", "R", "F1", numbers=range(1, 7))
        for name, tally in done.documents.items():
            made.add_row(name, *_figures(tally))
        console.print(made)
    made = table("By relation", "", "P", "R", "F1", "right", "found", "got", "required", numbers=range(1, 8))
    for name, tally in sorted(done.relations.items(), key=lambda i: (-i[1].claims.required, i[0])):
        score = tally.claims
        made.add_row(name, *map(_figure, (score.precision, score.recall, score.f1)), *map(str, (score.right, score.found, score.got, score.required)))
    console.print(made)


def _figures(tally: Tally) -> list[str]:
    return [_figure(x) for score in (tally.claims, tally.entities) for x in (score.precision, score.recall, score.f1)]


def _shares(tally: Tally) -> list[str]:
    return [_figure(tally.share(what)) for what in ("polarity", "modality", "attribution")]


def _figure(x: float | None) -> str:
    return "-" if x is None else f"{x:.3f}"


def _show_errors(done: Evaluation, golds: Sequence[GoldDocument]) -> None:
    from kg.model import Literal

    console = output()
    names = {gold.name: {e.id: e.name for e in gold.entities} for gold in golds}
    for error in done.errors:
        of = names[error.document]
        console.print(f"\n{error.document}: {len(error.missed)} missed, {len(error.wrong)} wrong")
        for claim in error.missed:
            target = claim.object.label if isinstance(claim.object, Literal) else of.get(claim.object, claim.object)
            console.print(f"  missed  {of.get(claim.subject, claim.subject)} {claim.relation} {target}  | {' '.join(claim.evidence.split())}",
                          soft_wrap=True)
        for mine in error.wrong:
            console.print(f"  wrong   {mine.subject.label} {mine.relation} {mine.object.label}  | {' '.join(mine.evidence.split())}", soft_wrap=True)
