"""`banshi bench runtime`: what a step of a case costs, with the library as shipped measured beside it."""

import argparse
import json
import warnings
from dataclasses import asdict

NAME = "bench"
HELP = "测量：流程运行时每一步的处理器时间、状态大小和内存"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["runtime"], metavar="runtime", help="测流程运行时")
    parser.add_argument("--quick", action="store_true", help="少跑几遍，不测最长的对照")
    parser.add_argument("--json", action="store_true", help="每个指标一行 JSON")


def run(given: argparse.Namespace) -> int:
    from engine.runtime.bench import figures

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for figure in figures(given.quick):
            if given.json:
                print(json.dumps(asdict(figure)), flush=True)
            else:
                beside = f"（对照 {figure.baseline}，{figure.ratio} 倍）" if figure.ratio else ""
                print(f"{figure.name}：{figure.value} {figure.unit}{beside}", flush=True)
    return 0
