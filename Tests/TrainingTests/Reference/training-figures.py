#!/usr/bin/env python3
"""Writes TorchFigures.swift: losses, gradients and AdamW's steps of a small model, computed by PyTorch in float64.

training-figures.py > ../TorchFigures.swift

Needs PyTorch. Parameters and tokens follow formulas that the tests know too, so that no weights have to be kept.
"""
import math

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
V, H, L, HEADS, KV, WIDE, T, B = 29, 16, 2, 4, 2, 24, 7, 3
D = H // HEADS
EPSILON, BASE = 1e-5, 10_000.0


def shapes():
    yield "token_embd.weight", (V, H)
    for i in range(L):
        for name, shape in [
            ("attn_norm", (1, H)), ("attn_q", (H, H)), ("attn_k", (KV * D, H)), ("attn_v", (KV * D, H)),
            ("attn_output", (H, H)), ("ffn_norm", (1, H)), ("ffn_gate", (WIDE, H)), ("ffn_up", (WIDE, H)),
            ("ffn_down", (H, WIDE)),
        ]:
            yield f"blk.{i}.{name}.weight", shape
    yield "output_norm.weight", (1, H)


def begin(number, shape):
    index = torch.arange(shape[0] * shape[1], dtype=torch.float64)
    value = 0.3 * torch.sin(index * 0.7 + number * 1.3) + (1.0 if shape[0] == 1 else 0.0)
    # As the tests have it: in single precision.
    return value.to(torch.float32).to(torch.float64).reshape(shape).clone().requires_grad_(True)


def tokens(step):
    inputs = [[(5 * b + 3 * t * t + 7 * t + 11 * step) % V for t in range(T)] for b in range(B)]
    targets = [[-1 if (b + t + step) % 5 == 0 else (inputs[b][t] * 3 + t) % V for t in range(T)] for b in range(B)]
    return torch.tensor(inputs), torch.tensor(targets)


def norm(x, weight):
    return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + EPSILON) * weight[0]


def turn(x):  # [B, T, heads, D]
    angle = torch.arange(T)[:, None] * BASE ** (-torch.arange(0, D, 2) / D)[None]
    cosine, sine = torch.cos(angle)[None, :, None], torch.sin(angle)[None, :, None]
    a, b = x[..., 0::2], x[..., 1::2]
    return torch.stack([a * cosine - b * sine, a * sine + b * cosine], -1).flatten(-2)


def loss_of(p, inputs, targets):
    x = p["token_embd.weight"][inputs]
    mask = torch.full((T, T), -math.inf).triu(1)
    for i in range(L):
        w = {name.split(".")[2]: value for name, value in p.items() if name.startswith(f"blk.{i}.")}
        n = norm(x, w["attn_norm"])
        q = turn((n @ w["attn_q"].T).view(B, T, HEADS, D)).transpose(1, 2)
        k = turn((n @ w["attn_k"].T).view(B, T, KV, D)).transpose(1, 2).repeat_interleave(HEADS // KV, 1)
        v = (n @ w["attn_v"].T).view(B, T, KV, D).transpose(1, 2).repeat_interleave(HEADS // KV, 1)
        a = F.softmax(q @ k.transpose(-1, -2) / math.sqrt(D) + mask, -1) @ v
        x = x + a.transpose(1, 2).reshape(B, T, H) @ w["attn_output"].T
        n = norm(x, w["ffn_norm"])
        x = x + (F.silu(n @ w["ffn_gate"].T) * (n @ w["ffn_up"].T)) @ w["ffn_down"].T
    logits = norm(x, p["output_norm.weight"]) @ p["token_embd.weight"].T
    return F.cross_entropy(logits.view(-1, V), targets.view(-1), ignore_index=-1)


def main():
    p = {name: begin(number, shape) for number, (name, shape) in enumerate(shapes())}
    matrices = [value for value in p.values() if value.shape[0] > 1]
    vectors = [value for value in p.values() if value.shape[0] == 1]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}],
        lr=0.01, betas=(0.9, 0.95), eps=1e-8)
    losses, norms, gradients = [], [], None
    for step in range(4):
        optimizer.zero_grad()
        loss = loss_of(p, *tokens(step))
        loss.backward()
        if step == 0:
            gradients = {name: value.grad.clone() for name, value in p.items()}
        losses.append(loss.item())
        norms.append(torch.nn.utils.clip_grad_norm_(p.values(), 0.5).item())
        for group in optimizer.param_groups:
            group["lr"] = 0.01 * (step + 1)
        optimizer.step()

    def places(value):
        return [0, value.numel() // 3, value.numel() - 1]

    print("/// What PyTorch computes in double precision; written by Reference/training-figures.py.")
    print("enum TorchFigures {")
    print("  static let losses = [" + ", ".join(f"{x:.12f}" for x in losses) + "]")
    print("  static let norms = [" + ", ".join(f"{x:.12f}" for x in norms) + "]")
    for title, values in [("gradients", gradients), ("stepped", p)]:
        print(f"  static let {title}: [(name: String, index: Int, value: Double)] = [")
        for name, value in values.items():
            flat = value.detach().reshape(-1)
            print("    " + ", ".join(f'("{name}", {i}, {flat[i].item():.9e})' for i in places(value)) + ",")
        print("  ]")
    print("}")


main()
