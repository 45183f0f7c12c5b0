"""`kg llm`: what a language model would be asked."""

from __future__ import annotations

import typer

from kg.cli import options
from kg.schema import load_schema

app = typer.Typer(no_args_is_help=True, help="Look at what a language model is asked when it reads too.",
                  epilog="[bold]Example[/]\n\n$ kg llm prompt --schema pharma-deals")


@app.command("prompt", epilog="[bold]Examples[/]\n\n$ kg llm prompt\n\n$ kg llm prompt --schema ./my-schema > prompt.md")
def prompt(schema: options.Schema = "ai-industry") -> int:
    """Print everything that a model is asked: the prompt, made from the schema, and the form of its answer."""
    from kg.llm import prompt_text

    print(prompt_text(load_schema(schema)), end="")
    return 0


@app.callback()
def llm() -> None:
    """Keeps `prompt` a command of its own, where there is no other."""
