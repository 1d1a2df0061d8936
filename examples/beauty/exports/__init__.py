"""stub"""
from pathlib import Path
from examples.beauty.company import Company

def write_exports(company: Company, folder: Path) -> None:
    ...
