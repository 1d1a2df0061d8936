"""`boji serve` and `boji worker`: the site, and workers for its background jobs."""

from __future__ import annotations

import os
from importlib import import_module

import click

from boji.cli.options import language_option, say, workspace_option
from boji.cli.refusals import Refused
from boji.workspace import Workspace


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for all networks.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 for a free one."
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option(
    "--job-workers", default=1, show_default=True, type=click.IntRange(0, 64), help="Processes for jobs."
)
@workspace_option
@language_option
def serve(host: str, port: int, workers: int, job_workers: int, workspace: Workspace, language: str) -> None:
    """Run the site: pages, and a worker for background jobs. Ctrl-C ends it."""
    serve_workspace(workspace, host, port, workers, job_workers, language)


@click.command()
@click.option("--until-input-ends", is_flag=True, hidden=True)
@workspace_option
@language_option
def worker(until_input_ends: bool, workspace: Workspace, language: str) -> None:  # noqa: ARG001 # of refusals
    """Do background jobs of the site; several may run, also on several machines."""
    os.environ.setdefault("BOJI_LOG_LEVEL", "INFO")
    import_module("boji.site.setup").set_up(workspace)
    import_module("boji.site.working").work(until_input_ends=until_input_ends)


def serve_workspace(
    workspace: Workspace, host: str, port: int, workers: int, job_workers: int, language: str
) -> None:
    """Bind, prepare and serve; says the address."""
    serving = import_module("boji.site.serving")  # with Django, so only where it is needed
    try:
        bound = serving.listen(host, port)
    except serving.PortTaken as taken:
        raise Refused(taken.text(language)) from taken
    with bound:
        os.environ["BOJI_WORKSPACE"] = str(workspace.path)
        serving.prepare(workspace)
        address = f"http://{'localhost' if host in ('0.0.0.0', '::') else host}:{bound.getsockname()[1]}/"
        say(language, f"播绩在 {address} ，Ctrl-C 停止", f"Boji is at {address} ; Ctrl-C stops it")
        serving.serve(bound, workers=workers, job_workers=job_workers)
