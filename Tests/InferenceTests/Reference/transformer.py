"""The models of models.py as transformers runs them, every number in float64."""

import numpy as np
import torch
import transformers
from torch.overrides import TorchFunctionMode

import models

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


class Float64(TorchFunctionMode):
    """Turns what transformers does in float32 whatever the model's type (norms, RoPE, softmax) into float64."""

    def __torch_function__(self, function, types, arguments=(), named=None):
        named = dict(named or {})
        if function is torch.Tensor.float:
            function = torch.Tensor.double
        arguments = tuple(torch.float64 if value is torch.float32 else value for value in arguments)
        named = {key: torch.float64 if value is torch.float32 else value for key, value in named.items()}
        result = function(*arguments, **named)
        assert not (isinstance(result, torch.Tensor) and result.dtype == torch.float32), function
        return result


def configuration(shape):
    """The figures of a shape in transformers' words."""
    more = shape.more
    rope = {"rope_type": "default", "rope_theta": shape.base}
    if "linear" in more:
        rope |= {"rope_type": "linear", "factor": more["linear"]}
    if "llama3" in more:
        rope |= {"rope_type": "llama3"} | more["llama3"]
    common = dict(
        vocab_size=shape.vocabulary, hidden_size=shape.hidden, intermediate_size=shape.ffn,
        num_hidden_layers=shape.layers, num_attention_heads=shape.heads, num_key_value_heads=shape.kv,
        head_dim=shape.head, max_position_embeddings=models.CONTEXT, rms_norm_eps=shape.eps,
        tie_word_embeddings=shape.tied, rope_parameters=rope, attn_implementation="eager",
        bos_token_id=1, eos_token_id=2, pad_token_id=0)
    match shape.kind:
        case "llama":
            return transformers.LlamaConfig(**common), transformers.LlamaForCausalLM
        case "mistral":
            return transformers.MistralConfig(**common, sliding_window=None), transformers.MistralForCausalLM
        case "qwen2":
            return transformers.Qwen2Config(**common), transformers.Qwen2ForCausalLM
        case "qwen3":
            return transformers.Qwen3Config(**common), transformers.Qwen3ForCausalLM
        case "gemma2":
            common |= dict(
                sliding_window=more["window"], query_pre_attn_scalar=shape.head,
                attn_logit_softcapping=more["attention_cap"], final_logit_softcapping=more["logit_cap"])
            return transformers.Gemma2Config(**common), transformers.Gemma2ForCausalLM
        case "gemma3":
            local = {"rope_type": "default", "rope_theta": more.get("local_base", 10000.0)}
            common |= dict(
                sliding_window=more["window"], query_pre_attn_scalar=shape.head,
                rope_parameters={"full_attention": rope, "sliding_attention": local})
            return transformers.Gemma3TextConfig(**common), transformers.Gemma3ForCausalLM


NAMES = {
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj", "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm",
    "attn_norm": "input_layernorm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj", "ffn_norm": "post_attention_layernorm",
}
GEMMA_NAMES = NAMES | {
    "post_attention_norm": "post_attention_layernorm", "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
}


def transformers_name(shape, name):
    """The parameter that holds a tensor of the file."""
    whole = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight",
             "output.weight": "lm_head.weight"}
    if name in whole:
        return whole[name]
    _, layer, part, kind = name.split(".")
    return f"model.layers.{layer}.{(GEMMA_NAMES if shape.is_gemma else NAMES)[part]}.{kind}"


def parameter(shape, name, values):
    """The values of a tensor as transformers wants them."""
    values = values.astype(np.float64)
    if shape.is_gemma and name.endswith("norm.weight"):
        return values - 1  # transformers adds 1 when it runs, the file holds the sum
    if shape.architecture == "llama" and (".attn_q." in name or ".attn_k." in name):
        # The file has the two halves of a RoPE pair next to each other, transformers half a head apart.
        heads = shape.heads if ".attn_q." in name else shape.kv
        pairs = values.reshape(heads, shape.head // 2, 2, -1)
        return pairs.swapaxes(1, 2).reshape(values.shape)
    return values


class Reference:
    """A model that computes logits."""

    def __init__(self, shape):
        settings, kind = configuration(shape)
        with Float64():
            self.model = kind(settings).eval()
        state = {}
        for tensor in models.tensors(shape):
            if tensor["name"] != "rope_freqs.weight":
                values = parameter(shape, tensor["name"], models.weights(shape.name, tensor))
                state[transformers_name(shape, tensor["name"])] = torch.from_numpy(values)
        if shape.tied:
            state["lm_head.weight"] = state["model.embed_tokens.weight"]
        self.model.load_state_dict(state, strict=True)

    def logits(self, ids):
        """A row of logits for every position."""
        with torch.no_grad(), Float64():
            return self.model(input_ids=torch.tensor([ids]), use_cache=False).logits[0].numpy()

    def greedy(self, ids, count):
        """The most likely continuation, and how close the second best token ever came."""
        ids, start, margin = list(ids), len(ids), float("inf")
        for _ in range(count):
            row = self.logits(ids)[-1]
            second, first = np.argsort(row)[-2:]
            margin = min(margin, float(row[first] - row[second]))
            ids.append(int(first))
        return ids[start:], margin


