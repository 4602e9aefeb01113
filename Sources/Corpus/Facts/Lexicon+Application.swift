extension Lexicon {
  /// What cuts across the layers: the map, the decisions, and evaluation.
  static let crossText = """
    ai-engineering: AI engineering
    making products out of models that somebody else trained
    begins with the product and not with the data
    consists mostly of adapting and evaluating

    ml-engineering: ML engineering
    the older craft of training one model for one task
    begins with data and ends with a product
    trains, serves and watches its own models

    model-adaptation: model adaptation
    fitting a general model to one task
    changes either the input or the weights
    covers prompts, retrieval and tuning

    own-vs-consume: own versus consume
    the question of what a team builds and what it rents
    is asked of every layer of the stack
    asks who could change a part alone

    build-vs-buy: build versus buy
    the choice between making a part and paying for it
    depends on advantage, cost and the way out
    goes wrong when pride decides it

    premature-descent: premature descent
    moving down the stack before a measurement demands it
    leaves costly machines idle
    skips the cheap steps of the ladder

    vendor-layering: vendor layering
    a pile of paid services whose sum nobody planned
    makes bill and lock-in grow together
    is found by adding up all invoices

    model-deprecation: model deprecation
    the announced end of a model that others build on
    forces a move and a new evaluation
    is decided by the supplier alone

    eval-set: an evaluation set
    a fixed list of cases with a rule for scoring
    should exist before any tuning
    has to be kept out of the training data

    functional-correctness: functional correctness
    judging an output by whether it works when used
    suits code that has tests
    needs no opinion about style

    pass-at-k: pass@k
    the chance that one of k attempts succeeds
    rises as more attempts are allowed
    flatters a system that may try only once

    llm-judge: an LLM judge
    a model that grades the outputs of another
    has to be checked against people first
    works from a written rubric

    position-bias: position bias
    a judge's taste for the answer shown first
    disappears when both orders are averaged
    makes a comparison depend on the order

    confidence-interval: a confidence interval
    the range of true values that fits a sample
    shrinks with the root of the number of cases
    tells whether a difference may be luck

    paired-comparison: a paired comparison
    giving two systems the same cases
    needs fewer cases than two separate tests
    lets hard cases affect both sides alike

    goodhart: Goodhart's law
    the rule that a measure fails once it becomes a target
    explains scores that rise without better work
    warns against tuning on the test

    data-flywheel: a data flywheel
    the loop from use to data to a better product
    turns only if feedback is kept
    needs the consent of the users
    """

  /// The application layer: prompts, context, interface.
  static let applicationText = """
    prompt: a prompt
    the whole input of one model call
    holds rules, examples and context
    can be changed without touching any weights

    system-prompt: a system prompt
    the developer's fixed part at the start of the input
    comes before any text of the user
    changes little from call to call

    few-shot: a few-shot example
    a solved case shown inside the prompt
    teaches a pattern without training
    costs input tokens in every call

    temperature: temperature
    the number that divides the logits before sampling
    makes the choice bolder when it is high
    makes the choice nearly fixed when it is low

    top-p: top-p sampling
    drawing only from the likeliest tokens that add up to p
    cuts off the long tail of unlikely words
    keeps fewer tokens when the model is sure

    reasoning-tokens: a reasoning token
    a token spent on thinking before the answer
    is usually billed as output
    is often hidden from the user

    structured-output: structured output
    an answer bound to a schema
    is easy for a program to parse
    often comes as JSON with given fields

    constrained-decoding: constrained decoding
    forbidding every token that would break a grammar
    makes the form of an answer valid by construction
    says nothing about whether the content is true

    prompt-injection: prompt injection
    foreign words that the model obeys as if they were orders
    hides in documents and tool results
    cannot be cured by a stern prompt alone

    hallucination: a hallucination
    a fluent statement without support
    sounds as sure as a true statement
    becomes rarer when evidence is given

    guardrail: a guardrail
    a check outside the model that blocks or repairs
    looks at inputs, outputs and actions
    can stop an answer before a user sees it

    context-construction: context construction
    choosing what the model sees in one call
    gathers passages, tool results and history
    has retrieval and agents as its two halves

    rag: retrieval-augmented generation
    looking up passages and giving them to the model as evidence
    supplies fresh and private knowledge
    leaves the weights of the model alone

    retriever: a retriever
    the part that returns candidate passages for a query
    matches by words, by meaning or by both
    works before the generator does

    chunking: chunking
    cutting documents into passages for an index
    goes wrong when a passage loses its subject
    decides what a search can find

    bm25: BM25
    a formula that ranks passages by matching words
    counts rare words more than common ones
    is strong on names and error codes

    hybrid-search: hybrid search
    one ranking made of word search and vector search
    finds both codes and paraphrases
    joins two lists of results

    rank-fusion: rank fusion
    merging rankings by adding up inverse ranks
    needs no comparable scores
    joins the lists of several searches

    reranker: a re-ranker
    a slower model that sorts the candidates again
    reads the best fifty passages with care
    adds latency after the first search

    recall-at-k: recall@k
    the share of needed passages among the first k
    measures the search and not the answer
    grows when more passages are fetched

    mrr: mean reciprocal rank
    the average of one over the rank of the first hit
    gives most weight to the first place
    judges a ranking with a single number

    context-rot: context rot
    the loss of reliability as the input grows
    hits even when the answer is in the input
    speaks for short and chosen context

    grounding: grounding
    binding each statement to given evidence
    shows itself as citations
    makes an answer checkable

    human-in-the-loop: a human in the loop
    a person who approves or corrects what a system does
    grows careless when asked too often
    suits actions that cannot be undone

    implicit-feedback: implicit feedback
    a signal that users give without being asked
    includes edits, retries and copies
    comes from everybody and not from a few

    streaming: streaming
    sending tokens to the user as they are made
    makes waiting feel shorter
    does not fit output that must be checked first
    """
}
