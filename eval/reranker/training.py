"""Learning from groups: softmax over a group's passages and the possibility that none of them answers."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from tokenizers import Encoding, Tokenizer
from torch.nn import functional

from eval.reranker.groups import Group
from eval.reranker.network import CrossEncoder
from knowledge.reranking.pairs import pair, pair_tokenizer

_SEED = 20211126
_GROUPS_PER_STEP = 16
_SEQUENCES_AT_ONCE = 16
_RATE = 1.5e-4
_WARM_UP = 0.08
_DECAY = 0.01
_CLIP = 1.0


def train(network: CrossEncoder, vocabulary: Path, found: Sequence[Group], say: Callable[[str], None]) -> None:
    """One pass over the groups, in an order of a fixed seed; the network learns where it is (CPU or GPU).

    ``vocabulary`` is the base model's tokenizer file; ``say`` is told how it goes.
    """
    torch.manual_seed(_SEED)
    tokenizer = pair_tokenizer(vocabulary)
    device = next(network.parameters()).device.type
    network.train()
    # Most words are rare in the data at hand: they stay what the base model knows.
    network.words.requires_grad_(False)
    optimizer = torch.optim.AdamW((p for p in network.parameters() if p.requires_grad), _RATE, weight_decay=_DECAY)
    order = random.Random(_SEED).sample(list(found), len(found))
    steps = -(-len(order) // _GROUPS_PER_STEP)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (_WARM_UP * steps), (steps - step) / ((1 - _WARM_UP) * steps), 1.0)
    )
    started, losses = time.monotonic(), []
    for step in range(steps):
        batch = order[step * _GROUPS_PER_STEP : (step + 1) * _GROUPS_PER_STEP]
        loss = _loss(network, tokenizer, batch, device)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), _CLIP)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
        if step % 20 == 19 or step == steps - 1:
            recent = losses[-20:]
            say(f"step {step + 1}/{steps} loss {sum(recent) / len(recent):.3f} {time.monotonic() - started:.0f} s")
    network.eval()


def _loss(network: CrossEncoder, tokenizer: Tokenizer, batch: Sequence[Group], device: str) -> torch.Tensor:
    pairs = [pair(group.question, passage) for group in batch for passage in group.passages]
    logits = _logits(network, tokenizer.encode_batch(pairs), device)
    losses, start = [], 0
    for group in batch:
        own = logits[start : start + len(group.passages)]
        start += len(group.passages)
        # The last choice, of logit 0, is "none of them": so a logit above 0 says that the passage answers.
        choices = torch.cat([own, own.new_zeros(1)])
        right = 0 if group.answered else len(own)
        losses.append(functional.cross_entropy(choices[None], torch.tensor([right], device=device)))
    return torch.stack(losses).mean()


def _logits(network: CrossEncoder, encodings: Sequence[Encoding], device: str) -> torch.Tensor:
    """One logit an encoding, in their order; sequences of like length go through together, as padding is work."""
    order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
    found: list[torch.Tensor] = []
    for start in range(0, len(order), _SEQUENCES_AT_ONCE):
        step = [encodings[i] for i in order[start : start + _SEQUENCES_AT_ONCE]]
        longest = max(len(encoding.ids) for encoding in step)

        def padded(rows: Sequence[Sequence[int]], longest: int = longest) -> torch.Tensor:
            return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows], device=device)

        with torch.autocast(device, torch.bfloat16):
            logits = network(
                padded([e.ids for e in step]),
                padded([e.type_ids for e in step]),
                padded([e.attention_mask for e in step]).float(),
            )
        found.append(logits.float())
    places = torch.empty(len(order), dtype=torch.long, device=device)
    places[torch.tensor(order, device=device)] = torch.arange(len(order), device=device)
    return torch.cat(found)[places]
