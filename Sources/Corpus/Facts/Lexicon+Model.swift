extension Lexicon {
  /// The model layer: models, training, tuning, data, measuring, smaller weights.
  static let modelText = """
    foundation-model: a foundation model
    a large model trained once and used for many tasks
    is the starting point of most products
    was trained on broad data

    base-model: a base model
    a model that only continues text
    comes out of pre-training
    becomes an instruct model by post-training

    open-weights: open weights
    a model file that anybody may download
    can be served by several sellers
    may still come with a strict licence

    token: a token
    the unit of text that a model reads and writes
    is often a word or a piece of one
    is what most providers bill by

    tokenizer: a tokeniser
    the rule that cuts text into numbered pieces
    decides how many pieces a sentence costs
    is fixed before the first training step

    context-window: a context window
    the most tokens that a model can attend to in one call
    counts prompt and output together
    is no promise that all of it is used well

    chat-template: a chat template
    the exact markers in which messages are written for a model
    must be the same in tuning and serving
    lowers quality silently when it is wrong

    embedding: an embedding
    a vector that stands for the meaning of a text
    lies close to those of similar texts
    has to be made again when its model changes

    moe: a mixture of experts
    a model that sends each token through few of its parts
    computes less than its size suggests
    uses a router to choose the parts

    gqa: grouped-query attention
    letting several query heads share one key and value head
    shrinks the KV cache
    is chosen before training begins

    mla: latent attention
    keeping one small vector per token instead of keys and values
    rebuilds keys and values when they are needed
    saves more cache than sharing heads does

    pretraining: pre-training
    the first long training run from random weights
    predicts the next token of a huge corpus
    takes most of the compute of a model

    continued-pretraining: continued pre-training
    going on with the first training on text of one domain
    comes before any task examples
    starts from weights that exist already

    post-training: post-training
    all training after the first run that shapes behaviour
    turns a base model into one that follows requests
    uses examples, preferences and rewards

    checkpoint: a checkpoint
    a saved state of the weights during training
    lets a broken run resume
    often keeps the state of the optimiser too

    scaling-law: a scaling law
    a curve that predicts loss from size, data and compute
    is fitted to many small runs
    helps to plan a large run

    flops: a FLOP
    one operation on floating-point numbers
    measures the work of a training run
    is counted in trillions per second on a chip

    overfitting: overfitting
    learning the training set and losing the rest
    shows as held-out loss that turns upward
    comes sooner when the data set is small

    automl: AutoML
    an automatic search for a model and its settings
    needs a data set and a metric
    made the seams of the old job visible

    fine-tuning: fine-tuning
    going on to train given weights on own examples
    shapes behaviour better than it adds facts
    is the first true step down the ladder

    sft: supervised fine-tuning
    training on pairs of an input and the wanted output
    imitates good answers
    is usually the first stage of tuning

    peft: parameter-efficient tuning
    training a small part while the rest stays frozen
    needs far less memory than full tuning
    has adapters as its usual form

    lora: a LoRA adapter
    two thin matrices that hold a change to a frozen one
    trains less than one weight in a hundred
    can be merged into the base

    qlora: QLoRA
    adapter training on a base held in four bits
    lets a large model be tuned on one card
    saves memory and costs some speed

    rlhf: RLHF
    improving a model by a reward learned from people
    needs pairs that people have ranked
    came before simpler preference methods

    dpo: DPO
    learning straight from preferred and rejected answers
    does without a reward model
    belongs to preference tuning

    grpo: GRPO
    scoring each sample against the mean of its group
    is popular where answers can be checked
    is a kind of reinforcement learning

    rl-environment: an RL environment
    the tasks, tools and checker in which a model earns rewards
    has to resist being cheated
    gives a reward after each attempt

    reward-hacking: reward hacking
    earning the reward by a way that was not meant
    passes the check without the skill
    may edit the tests instead of the code

    catastrophic-forgetting: catastrophic forgetting
    the loss of old skills while learning new data
    is found only by testing old skills
    is reduced by mixing in general examples

    model-merging: model merging
    joining tuned versions of one base by arithmetic
    needs no further training
    can make the joined skills disturb each other

    distillation: distillation
    training a small model to imitate a large one
    needs the outputs of a teacher
    makes serving cheaper afterwards

    synthetic-data: synthetic data
    examples made by programs or models
    is worth as much as its check
    should be added to real data and not replace it

    deduplication: deduplication
    removing exact and near copies from a data set
    keeps test rows from leaking into training
    saves training steps

    contamination: contamination
    test items that are found in the training data
    makes scores look better than they are
    is searched for with long word runs

    inter-annotator-agreement: inter-annotator agreement
    how far labellers give the same labels
    limits what any judge can reach
    is corrected for chance by kappa

    gain-curve: a gain curve
    quality drawn against the size of the training set
    shows whether more data would help
    is drawn from a quarter, a half and all rows

    benchmark: a benchmark
    a public set of tasks for comparing models
    is good for ruling models out
    loses its worth when models have seen it

    perplexity: perplexity
    the exponential of the average loss per token
    falls as a model predicts text better
    can be compared only with the same tokeniser

    kl-divergence: KL divergence
    a measure of how far two distributions are apart
    shows the damage done by quantising
    is zero when both models agree fully

    quantization: quantisation
    storing weights with fewer bits
    makes a model file smaller
    may change answers and calls for a new evaluation

    bits-per-weight: bits per weight
    the average storage of one parameter
    sets the size of a model file
    includes a share of the scales

    gguf: GGUF
    a single file that holds weights and metadata
    is the model format of llama.cpp
    keeps the tokeniser beside the tensors
    """
}
