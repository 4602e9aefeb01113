"""Trains small vocabularies on this project's own pages and has two independent implementations tokenize odd text.

    pip install tokenizers==0.23.3 sentencepiece==0.2.3
    python make_reference.py ../../../../Content

writes reference.json beside this file; two more arguments give another seed and the number of mixed texts, for a longer
comparison by hand. Byte pairs come from Hugging Face's tokenizers, with the patterns that the
tokenizer.json of each family has; SentencePiece comes from Google's sentencepiece. Scalars are drawn from Unicode 14,
which all of the libraries know. An identifier is two characters of base 64.
"""
import glob
import io
import json
import os
import random
import sys
import unicodedata

import sentencepiece
from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

HERE = os.path.dirname(os.path.abspath(__file__))
RNG = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20)
MIXED = int(sys.argv[3]) if len(sys.argv) > 3 else 90

LANGUAGES = [
    "I'VE told you: it's THEIR'S, we'll see; don'T 'Re 'LL o'clock 'tis 'S", "Größe und Maß, schöne Übung",
    "où êtes-vous, garçon ? À bientôt", "¿Dónde está el niño? ¡Mañana!", "Não é difícil, você verá",
    "gęś je źdźbło żyta", "kůň pije čerstvou vodu", "şu ağaç büyüktür, İzmir ılık", "tôi đang học tiếng Việt",
    "Мы едим свежий хлеб", "Ми їмо свіжий хліб", "Τρώμε φρέσκο ψωμί", "אנחנו אוכלים לחם טרי", "نأكل خبزًا طازجًا",
    "ما نان تازه می‌خوریم", "हम ताज़ी रोटी खाते हैं", "আমরা তাজা রুটি খাই", "நாம் புதிய ரொட்டி சாப்பிடுகிறோம்",
    "మేము తాజా రొట్టె తింటాము", "ನಾವು ತಾಜಾ ರೊಟ್ಟಿ ತಿನ್ನುತ್ತೇವೆ", "เรากินขนมปังสด", "ພວກເຮົາກິນເຂົ້າຈີ່",
    "မုန့်စားတယ်", "យើងញ៉ាំនំប៉័ង", "ჩვენ ვჭამთ პურს", "Մենք հաց ենք ուտում", "我们吃新鲜的面包，好吗？",
    "新しいパンをたべます。カタカナ", "우리는 빵을 먹어요", "ትኩስ ዳቦ እንበላለን", "བག་ལེབ་ཟ", "ᎦᏚ ᎣᎩᎦ", "Lj ǈ ǅ ﬃ ŉ ʼn ªº", "Ｗｉｄｅ　１２３！",
]
CODE = [
    "func f(_ x: Int) -> Int {\n  x * x  // twice\n}\n\n", "if (a[i] != '\\0') {\r\n\t\tprintf(\"%5.2f\\n\", x);\r\n\t}",
    "<p class=\"x\">1 &lt; 2</p>\n   <br/>\n", "https://example.org/a/b//c?d=e&f=%20#g", "$a += @b[1..3]; ~x ^ y | z // 0x1F",
    "HTTPServer parseXMLFile aBcD iOS x86_64 __init__ snake_case", "12 345 6789 01234567 3.14 1,000,000 12:30",
    "a\t\tb \t c\n\n\n   d  \n", "A/B\n//\n /\r\n/ //", "^~`|<=>$+ a`b $5 5$ ...!!!???---", "x=1\n#y\n\n\n##z",
]
EMOJI = ["👍🏽 👩‍👩‍👧‍👦", "🏴‍☠️🇩🇪🇫🇷 1️⃣ #️⃣", "❤️‍🔥☺️ 🧑🏿‍🚀🫠"]
ODD = [
    "\0a\0", "\u200b\ufeff\u2060", "a\u2028b\u2029c\x85d\xa0e", "\ue000\U000f0000\U0010ffff", "\ud7ff\ue000\ufffd\uffff",
    "\u0378\U00040000\U000e0001", "\x01\x1b[0m\x7f\x9f", "\u0301\u0301a\u0301B\u0301C", "'ſ it'ſ ſ K Å", "▁▁a▁ ▁", "Ġ Ċ ĠĊ",
    "<s></s><unk><0x0A><|endoftext|>", "\r\r\n\n\r", "\x0b\x0c\x1c", "''s ' s 's", "\u3000\u1680 \u2003x", "",
    " ", "  ", " a", "a ", "\n", "٠١٢٣٤ १२३४ ⅣⅧ ½²⑳ 𝟘𝟙 一二三 ௧௨௩௪", "\u0e33\u0e4d \u093e\u094d", "a" * 40, " " * 70 + "x", "\n" * 33,
    "7" * 20, "=" * 40, "AB" * 20, "\t" * 9 + " ", "漢" * 12, "<b>x</b>\n\n\n\n  <b>", "_a -b (c [d 'e \"f .g /h",
]


def corpus():
    """Texts of several kinds, the last ones mixed by chance."""
    assigned = [c for c in range(0x110000) if unicodedata.category(chr(c)) not in ("Cs", "Cn")]
    by_plane = [[c for c in assigned if c >> 16 == plane] for plane in (0, 1, 2, 3, 14, 15, 16)]

    def scalars(count):
        return "".join(chr(RNG.choice(RNG.choice(by_plane))) for _ in range(count))

    texts = LANGUAGES + CODE + EMOJI + ODD
    for _ in range(10):
        texts.append(scalars(20))
    parts = [text for text in LANGUAGES + CODE + EMOJI + ODD if len(text) < 40]
    for _ in range(MIXED):
        mixed = [RNG.choice([RNG.choice(parts), " ", "  ", "\n", scalars(2), " the", "12", "É\u0301"]) for _ in range(4)]
        texts.append("".join(mixed))
    return texts


CONTRACTIONS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
SPACES = r"\s*[\r\n]+|\s+(?!\S)|\s+"
UPPER, LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
EAST_ASIAN = "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"
BLOOM = " ?[^(\\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+"


def tiktoken(digits, contractions=CONTRACTIONS + "|", end=r"[\r\n]*"):
    return (
        contractions + r"[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}" + digits + r"| ?[^\s\p{L}\p{N}]+" + end + "|" + SPACES)


def cased(digits, contractions):
    lead = r"[^\r\n\p{L}\p{N}]?"
    return (
        f"{lead}{UPPER}*{LOWER}+{contractions}|{lead}{UPPER}+{LOWER}*{contractions}|" + r"\p{N}" + digits
        + r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|" + SPACES)


def deepseek_letters():
    """The ranges are data of the vocabulary; they stand in the Swift source, from where they are read."""
    with open(os.path.join(HERE, "../../../../Sources/Inference/Tokenizer/PreTokenizer.swift")) as source:
        table = source.read().split("deepSeekLetters: [(UInt32, UInt32)] = [")[1].split("]")[0]
    numbers = [int(part, 16) for part in table.replace("(", " ").replace(")", " ").replace(",", " ").split()]
    pairs = zip(numbers[::2], numbers[1::2])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in pairs)


def families():
    """The patterns of each family, by the name that GGUF files give it."""
    wide = "\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002"
    return {
        "default": [r"[\p{P}\$\+<=>\^~\|]+", GPT2, r"\p{N}+", "[0-9][0-9][0-9]"],
        "gpt-2": None,
        "smollm": "digits",
        "falcon": [r"[\p{P}\$\+<=>\^~\|`]+", GPT2, "[0-9][0-9][0-9]"],
        "llama-bpe": [tiktoken("{1,3}")],
        "qwen2": [tiktoken("")],
        "qwen35": [
            CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|" + SPACES],
        "seed-coder": [CONTRACTIONS + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1}| ?[^\s\p{L}\p{N}\r\n]+|" + SPACES],
        "tekken": [cased("", "")],
        "gpt-4o": [cased("{1,3}", CONTRACTIONS + "?")],
        "deepseek-llm": [
            r"[\r\n]", r"\s?[" + deepseek_letters() + "]+", r"\s?[!-/:-~" + wide + "]+", r"\s+$", EAST_ASIAN, r"\p{N}+"],
        "deepseek-coder": [r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", EAST_ASIAN, r"\p{N}"],
        "deepseek-v3": [
            r"\p{N}{1,3}", "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+",
            r"""[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+"""
            r"| ?[\p{P}\p{S}]+[\r\n]*|" + SPACES],
        "bloom": [BLOOM],
        "viking": [BLOOM, r"\p{N}"],
    }


DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def packed(ids):
    return "".join(DIGITS[i >> 6] + DIGITS[i & 63] for i in ids)


def pages(folder):
    texts = []
    for path in sorted(glob.glob(os.path.join(folder, "**/*.md"), recursive=True)):
        with open(path, encoding="utf-8") as page:
            texts.append(page.read())
    return texts


def byte_pairs(texts, training):
    """One vocabulary for all families, merged across words, so that every other cut gives other tokens."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=1200, initial_alphabet=alphabet, show_progress=False, max_token_length=12)
    tokenizer.train_from_iterator(training, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    # Words that no merge makes: only a family that ignores merges has them.
    tokens += [word for word in ("ĠHTTPServer", "aaaa", "Ġbreads", "Größe".encode().decode("latin-1")) if word not in tokens]
    vocabulary = {token: place for place, token in enumerate(tokens)}
    merges = [tuple(merge) if isinstance(merge, list) else tuple(merge.split(" ")) for merge in model["merges"]]
    ids = {}
    for name, patterns in families().items():
        tokenizer = Tokenizer(models.BPE(vocabulary, merges, ignore_merges=name in ("llama-bpe", "tekken")))
        if patterns is None:
            steps = [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
        elif patterns == "digits":
            steps = [
                pre_tokenizers.Digits(individual_digits=True),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)]
        else:
            steps = [pre_tokenizers.Split(Regex(pattern), "isolated") for pattern in patterns]
            steps.append(pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False))
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps)
        ids[name] = [packed(tokenizer.encode(text, add_special_tokens=False).ids) for text in texts]
    return {"tokens": tokens, "merges": [" ".join(merge) for merge in merges], "ids": ids}


def sentence_pieces(texts, training, **options):
    model = io.BytesIO()
    lines = [line for text in training for line in text.split("\n") if line]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_writer=model, model_type="bpe", vocab_size=1000, byte_fallback=True,
        normalization_rule_name="identity", remove_extra_whitespaces=False, character_coverage=0.995,
        minloglevel=2, num_threads=1, **options)
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    count = processor.get_piece_size()

    def kind(i):
        if processor.is_unknown(i):
            return 2
        if processor.is_control(i):
            return 3
        if processor.is_byte(i):
            return 6
        return 4 if processor.id_to_piece(i) in options.get("user_defined_symbols", []) else 1

    return {
        "tokens": [processor.id_to_piece(i) for i in range(count)],
        "scores": [processor.get_score(i) for i in range(count)],
        "kinds": [kind(i) for i in range(count)],
        "addsSpace": options.get("add_dummy_prefix", True),
        "ids": [packed(processor.encode(text)) for text in texts],
    }


def main():
    texts = corpus()
    training = pages(sys.argv[1]) + texts[:150] * 4
    reference = {
        "texts": texts,
        "bytePair": byte_pairs(texts, training),
        "sentencePieces": [
            sentence_pieces(texts, training),
            sentence_pieces(
                texts, training, add_dummy_prefix=False, split_by_whitespace=False, split_digits=True,
                user_defined_symbols=["\n", "\n\n", "\u2581\u2581", "\u2581\u2581\u2581\u2581", "<b>", "</b>"]),
        ],
    }
    with open(os.path.join(HERE, "reference.json"), "w") as out:
        json.dump(reference, out, separators=(",", ":"))
        out.write("\n")


if __name__ == "__main__":
    main()
