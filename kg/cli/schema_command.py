"""`kg schema`: look at a domain, and check one of your own."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli import options
from kg.cli.terminal import output, say
from kg.schema import Pair, Schema, load_schema

app = typer.Typer(no_args_is_help=True, help="Show or check a schema: the types, relations and words of a domain.",
                  epilog="[bold]Examples[/]\n\n$ kg schema show\n\n$ kg schema check ./my-schema")
Name = Annotated[str, typer.Argument(metavar="[NAME|FOLDER]", help="A schema of kg's own, or a folder with a schema.yaml.")]


@app.command("check", epilog="[bold]Examples[/]\n\n$ kg schema check\n\n$ kg schema check ./my-schema --seeds ./my-seeds\n\n"
                             "Exit codes: 0 it can be used · 2 it cannot, and the line says where and why.")
def check(name: Name = "ai-industry", seeds: options.Seeds = None) -> int:
    """Check a schema and its seeds: names, types, domains and ranges, frames, words."""
    from kg.seeds import load_seeds, seeds_of

    schema = load_schema(name)
    given = options.seed_folder(seeds)
    folder = seeds_of(name) if given is None else given
    known = load_seeds(folder, schema) if folder else ()
    console = output()
    console.print(f"{schema.name}: {len(schema.types)} types, {len(schema.relations)} relations, {len(known):,} known entities")
    for language in sorted({*schema.frames, *schema.words}):
        frames = schema.frames.get(language, {})
        words = {word for group in frames.values() for frame in group for word in frame.words}
        console.print(f"{language}: {sum(map(len, frames.values())):,} frames with {len(words):,} words for {len(frames)} relations")
        if silent := sorted(set(schema.relations) - {name for name, group in frames.items() if group}):
            say(f"note: in '{language}' no frame says {', '.join(silent)}")
    if not schema.frames:
        say("note: there is no frames.LANGUAGE.yaml, so no claim can be found — see 'Another domain' in the README")
    console.print("It can be used.")
    return 0


@app.command("show", epilog="[bold]Examples[/]\n\n$ kg schema show\n\n$ kg schema show ./my-schema")
def show(name: Name = "ai-industry") -> int:
    """List the types and relations of a schema, with the words that express them."""
    from kg.cli.summary import table

    schema = load_schema(name)
    console = output()
    types = table(f"Types of {schema.name}", "type", "is a", "covers")
    for type_, declared in schema.types.items():
        types.add_row(type_, declared.is_a or "", declared.covers)
    console.print(types)
    console.print()
    relations = table("Relations", "relation", "from", "to", "words")
    for relation, kind in schema.relations.items():
        ways = [_ends(pair) for pair in kind.all_pairs]
        relations.add_row(relation, "\n".join(left for left, _ in ways), "\n".join(right for _, right in ways), _words(schema, relation))
    console.print(relations)
    return 0


def _ends(pair: Pair) -> tuple[str, str]:
    return ", ".join(pair.subject), "the same" if pair.object == "same" else ", ".join(pair.object)


def _words(schema: Schema, relation: str, most: int = 4) -> str:
    """The first words of each language."""
    parts = []
    for language, frames in sorted(schema.frames.items()):
        words = list(dict.fromkeys(word for frame in frames.get(relation, ()) for word in frame.words))
        if words:
            parts.append(f"{language}: {', '.join(words[:most])}{', …' if len(words) > most else ''}")
    return "\n".join(parts)
