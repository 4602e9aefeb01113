/// Parameters with which each experiment takes a second, by its id.
public enum SmallRuns {
  public static let settings: [String: [(String, String)]] = [
    "training-run": [("steps", "20"), ("hidden", "64"), ("layers", "1"), ("tokens", "290")],
    "learning-rate": [("steps", "20"), ("repeats", "2"), ("high", "1000"), ("low", "0.001")],
    "lora-rank": [("steps", "5")], "distillation": [("steps", "10"), ("hidden", "64")],
    "speculative-decoding": [
      ("drafter", "n-gram"), ("longest", "2"), ("texts", "2"), ("tokens", "8"), ("repeats", "2"), ("draws", "500"),
      ("beside", "none"),
    ],
    "batching": [
      ("model", "260k"), ("largest", "8"), ("steps", "1"), ("repeats", "2"), ("requests", "6"), ("slots", "2"),
    ],
    "better-or-lucky": [("questions", "10"), ("trials", "200"), ("mix", "Q8_0")],
    "quantisation": [("tokens", "512"), ("questions", "5"), ("block", "64")],
    "kv-cache": [("tokens", "16")], "roofline": [("model", "15m"), ("decode", "4"), ("prompt", "256")],
    "prefix-cache": [("model", "260k"), ("prefix", "100"), ("question", "20"), ("calls", "3")],
    "serving-load": [
      ("model", "260k"), ("seconds", "0.5"), ("slots", "4"), ("prompt", "16"), ("output", "8"), ("kv_blocks", "64"),
      ("waiting", "3"),
    ],
    "observability": [("model", "260k"), ("requests", "20"), ("trials", "50")],
  ]
}
