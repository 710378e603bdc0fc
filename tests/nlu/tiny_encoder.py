"""A sentence encoder small enough to be made within a test: every character has a vector, a text their mean."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Split

WIDTH = 8
CHARACTERS = "入会要交钱吗工资拖欠老板不发驿站几点开门在哪"


def write_tiny_encoder(folder: Path, *, seed: int = 0, inner: str = ".", pooled: bool = False, asks: str = "") -> Path:
    """`inner`: the model's folder within; `pooled`: the model means over tokens itself; `asks`: one more input."""
    (folder / inner).mkdir(parents=True, exist_ok=True)
    _write_tokenizer(folder / "tokenizer.json")
    vectors = np.random.default_rng(seed).normal(size=(len(CHARACTERS) + 1, WIDTH)).astype(np.float32)
    inputs = [_tokens("input_ids"), _tokens("attention_mask"), *([_tokens(asks)] if asks else [])]
    nodes = [helper.make_node("Gather", ["vectors", "input_ids"], ["last_hidden_state"])]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [1, "tokens", WIDTH])]
    if pooled:
        names = ["last_hidden_state"], ["sentence_embedding"]
        nodes.append(helper.make_node("ReduceMean", *names, axes=[1], keepdims=0))
        outputs.append(helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, [1, WIDTH]))
    weights = [numpy_helper.from_array(vectors, "vectors")]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.save(model, str(folder / inner / "model.onnx"))
    return folder


def character_vector(char: str, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(len(CHARACTERS) + 1, WIDTH)).astype(np.float32)
    return vectors[CHARACTERS.index(char) + 1]


def _write_tokenizer(path: Path) -> None:
    vocabulary = {"[UNK]": 0, **{char: index for index, char in enumerate(CHARACTERS, start=1)}}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Split("", "isolated")
    tokenizer.save(str(path))


def _tokens(name: str) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, [1, "tokens"])
