"""A union's own sentence encoder: an ONNX model that turns a text into a vector of what it means."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from nlu.errors import EncoderUnusable
from nlu.intents.encoder_files import EncoderFiles, Identity
from nlu.language.placeholders import SIGNS

LONGEST_READ = 128  # tokens of a text that are encoded
KEPT = 20_000  # vectors; as many as there are training lines, so that training encodes each line once

_IDS, _MASK, _TYPES = "input_ids", "attention_mask", "token_type_ids"
_INPUTS = {_IDS, _MASK, _TYPES}
_SENTENCE = "sentence_embedding"  # the output of models that pool by themselves
_PROBE = "入会"
_WITHOUT_SIGNS = {ord(sign): None for sign in SIGNS}  # no encoder was trained on our signs


class Encoder:
    def __init__(self, session: Any, tokenizer: Any, identity: Identity) -> None:
        """`session`: onnxruntime's; `tokenizer`: of the `tokenizers` library.

        Raises ValueError, or what onnxruntime raises, when no vector comes of a Chinese word.
        """
        self.identity = identity
        self._session = session
        self._tokenizer = tokenizer
        self._inputs = [each.name for each in session.get_inputs()]
        outputs = [each.name for each in session.get_outputs()]
        self._output = _SENTENCE if _SENTENCE in outputs else outputs[0]
        tried = self._encode(_PROBE)
        if tried is None or not np.isfinite(tried).all():
            raise ValueError(f"no vector comes of {_PROBE}")
        self.dimension = len(tried)
        self.vector = lru_cache(maxsize=KEPT)(self._vector)

    @classmethod
    def open(cls, files: EncoderFiles) -> Encoder:
        """Raises EncoderUnusable when the files are no encoder, or one that asks for more than tokens."""
        # Only who has an encoder pays for these two.
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        options = SessionOptions()
        options.log_severity_level = 4  # its errors are raised, too
        options.intra_op_num_threads = 1  # a message is short; waking more threads takes longer than the work
        try:
            session = InferenceSession(str(files.model), options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_file(str(files.tokenizer))
        except Exception as error:  # both libraries raise classes of their own making, or Exception itself
            raise EncoderUnusable(files.folder, f"cannot be read ({_first_line(error)})") from error
        _check_inputs(files, [each.name for each in session.get_inputs()])
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST_READ)
        identity = files.identity()
        try:
            return cls(session, tokenizer, identity)
        except Exception as error:
            raise EncoderUnusable(files.folder, f"encodes nothing ({_first_line(error)})") from error

    def _vector(self, text: str) -> np.ndarray:
        """float32, length 1; all 0 when there is nothing to encode."""
        encoded = self._encode(text.translate(_WITHOUT_SIGNS))
        length = 0.0 if encoded is None else float(np.linalg.norm(encoded))
        return encoded / length if length > 0 else np.zeros(self.dimension, dtype=np.float32)

    def _encode(self, text: str) -> np.ndarray | None:
        """As the model gives it, float32; None when the text has no token of its own."""
        read = self._tokenizer.encode(text)
        if all(read.special_tokens_mask):
            return None
        mask = np.array([read.attention_mask], dtype=np.int64)
        known = {_IDS: np.array([read.ids], dtype=np.int64), _MASK: mask, _TYPES: np.zeros_like(mask)}
        (output,) = self._session.run([self._output], {name: known[name] for name in self._inputs})
        return _pooled(output, mask).astype(np.float32)


def _check_inputs(files: EncoderFiles, inputs: list[str]) -> None:
    if _IDS not in inputs:
        raise EncoderUnusable(files.folder, f"has no input {_IDS}")
    unknown = sorted(set(inputs) - _INPUTS)
    if unknown:
        raise EncoderUnusable(files.folder, f"asks for {unknown[0]}, which is none of {', '.join(sorted(_INPUTS))}")


def _pooled(output: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """The sentence's vector: as the model made it (1 × width), or the mean over its tokens (1 × tokens × width)."""
    if output.ndim == 2:
        return output[0]
    if output.ndim != 3:
        raise ValueError(f"an output of {output.ndim} dimensions")
    weights = mask[0].astype(np.float32)
    return (weights @ output[0]) / weights.sum()


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
