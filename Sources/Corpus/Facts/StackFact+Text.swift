extension StackFact {
  /// Facts of the course: page, answer, statement, and four or more wordings of the question.
  static let text = """
    decode-limit @inference-optimisation = memory bandwidth
    . Decode is limited by memory bandwidth.
    ? What limits decode?
    ? What is decode limited by?
    ? Which resource is the bottleneck of decode?
    ? During decode, what runs out first?
    ? What bounds the speed of decode?

    prefill-limit @inference-optimisation = arithmetic
    . Prefill is limited by arithmetic.
    ? What limits prefill?
    ? What is prefill limited by?
    ? Which resource is the bottleneck of prefill?
    ? During prefill, what runs out first?
    ? What bounds the speed of prefill?

    layer-count @map = three
    . The map has three layers.
    ? How many layers does the map have?
    ? Into how many layers is the stack divided?
    ? How many layers are there in the stack?
    ? What is the number of layers on the map?

    top-layer @map = application
    . The top layer of the stack is application development.
    ? Which layer is at the top of the stack?
    ? What is the top layer called?
    ? Which layer is nearest to the user?
    ? Name the highest layer of the stack.

    middle-layer @map = model
    . The middle layer of the stack is model development.
    ? Which layer is in the middle of the stack?
    ? What is the middle layer called?
    ? Which layer lies between application and infrastructure?
    ? Name the middle layer of the stack.

    bottom-layer @map = infrastructure
    . The bottom layer of the stack is infrastructure.
    ? Which layer is at the bottom of the stack?
    ? What is the bottom layer called?
    ? Which layer lies below the model layer?
    ? Name the lowest layer of the stack.

    ladder-start @ladder = at the top
    . The ladder is begun at the top.
    ? Where does one begin on the ladder?
    ? Where should a team start on the ladder?
    ? At which end of the ladder does one start?
    ? Where is the right place to begin on the ladder?

    step-down @ladder = when a measurement demands it
    . One goes down the ladder when a measurement demands it.
    ? When should a team go down the ladder?
    ? When is a step down the ladder right?
    ? What is the right moment for a step down?
    ? When does one leave a rung for the next lower one?

    after-prompt @ladder = retrieval
    . After the prompt comes retrieval.
    ? What comes after the prompt on the ladder?
    ? Which step follows the prompt?
    ? What should be tried when prompts are not enough?
    ? What is the next step after better prompts?

    after-retrieval @ladder = fine-tuning
    . After retrieval comes fine-tuning.
    ? What comes after retrieval on the ladder?
    ? Which step follows retrieval?
    ? What should be tried when retrieval is not enough?
    ? What is the next step after retrieval?

    missing-knowledge @ladder = fetch it
    . If the model lacks knowledge, fetch it.
    ? What should one do if the model lacks knowledge?
    ? The model lacks knowledge. What now?
    ? What is the cure for missing knowledge?
    ? How does one treat missing knowledge?

    missing-behaviour @ladder = change the weights
    . If the model lacks a behaviour, change the weights.
    ? What should one do if the model lacks a behaviour?
    ? The model lacks a behaviour. What now?
    ? What is the cure for a missing behaviour?
    ? How does one treat a missing behaviour?

    tuning-changes @fine-tuning = the weights
    . Fine-tuning changes the weights.
    ? What does fine-tuning change?
    ? What is changed by fine-tuning?
    ? Which part of a model does fine-tuning alter?
    ? What is different after fine-tuning?

    retrieval-changes @rag = the input
    . Retrieval changes the input.
    ? What does retrieval change?
    ? What is changed by retrieval?
    ? Which side of a call does retrieval alter?
    ? What is different with retrieval?

    rag-layer @rag = application
    . Retrieval belongs to the application layer.
    ? To which layer does retrieval belong?
    ? Retrieval is part of which layer?
    ? In which layer does retrieval stand?
    ? Where on the map is retrieval?

    bm25-strength @rag = names and codes
    . BM25 is strong on names and codes.
    ? What is BM25 strong on?
    ? What does BM25 find well?
    ? For what is BM25 a good choice?
    ? Where does BM25 shine?

    embedding-strength @rag = paraphrases
    . Vector search is strong on paraphrases.
    ? What is vector search strong on?
    ? What does vector search find well?
    ? For what is vector search a good choice?
    ? Where does vector search shine?

    first-build @dataset-engineering = an evaluation set
    . The first thing to build is an evaluation set.
    ? What should be built first?
    ? What is the first thing to build?
    ? Which data set deserves to be built first?
    ? What must exist before any tuning?

    flop-rule @training = 6
    . Training needs about 6 operations per parameter and token.
    ? How many operations per parameter and token does training need?
    ? About how many operations does training need per parameter and token?
    ? What is the factor of operations per parameter and token in training?
    ? Per parameter and token, training needs how many operations?

    token-ratio @training = 20
    . The compute-optimal ratio is about 20 tokens per parameter.
    ? How many tokens per parameter are compute-optimal?
    ? What is the compute-optimal number of tokens per parameter?
    ? About how many training tokens per parameter are optimal?
    ? Per parameter, how many tokens are optimal?

    pretraining-start @training = random weights
    . Pre-training starts from random weights.
    ? What does pre-training start from?
    ? From what does pre-training begin?
    ? Where does pre-training start?
    ? What are the weights before pre-training?

    tuning-start @training = trained weights
    . Fine-tuning starts from trained weights.
    ? What does fine-tuning start from?
    ? From what does fine-tuning begin?
    ? Where does fine-tuning start?
    ? What are the weights before fine-tuning?

    pretraining-task @training = the next token
    . Pre-training predicts the next token.
    ? What does pre-training predict?
    ? What is predicted in pre-training?
    ? What is the target of pre-training?
    ? Which thing does a model learn to predict first?

    answers-quantised @serving = yes
    . Quantising can change answers.
    ? Can quantising change answers?
    ? May answers differ after quantising?
    ? Do answers possibly change when weights are quantised?
    ? Is it possible that quantising changes an answer?

    answers-replicas @serving = no
    . More replicas cannot change answers.
    ? Can more replicas change answers?
    ? May answers differ with more replicas?
    ? Do answers possibly change when replicas are added?
    ? Is it possible that more replicas change an answer?

    after-quantising @serving = evaluate again
    . After quantising one has to evaluate again.
    ? What must be done after quantising?
    ? What has to follow quantising?
    ? The weights were quantised. What now?
    ? Which duty comes with quantising?

    cache-growth @serving = with every token
    . The KV cache grows with every token.
    ? When does the KV cache grow?
    ? How does the KV cache grow?
    ? At what pace does the KV cache grow?
    ? What makes the KV cache larger?

    full-cache @serving = it preempts a request
    . An engine has one way out of a full cache: it preempts a request.
    ? What does the engine do when the cache is full?
    ? The cache is full. What does the engine do?
    ? How does an engine react to a full cache?
    ? What happens in the engine when no block is free?

    in-flight @serving = rate times time
    . The number of requests in flight is rate times time.
    ? What is the number of requests in flight?
    ? How does one compute the requests in flight?
    ? By Little's law, how many requests are in flight?
    ? Which product gives the requests in flight?

    idle-share @compute-management = utilisation
    . The price of a token is decided by utilisation.
    ? What decides the price of a token?
    ? By what is the price of a token decided?
    ? Which share decides the price of a token?
    ? On what does the price of an own token hang most?

    spot-use @compute-management = work that can resume
    . Spot capacity suits work that can resume.
    ? What does spot capacity suit?
    ? For what is spot capacity good?
    ? Which work fits spot capacity?
    ? What should run on spot capacity?

    ladder-cheapest @ladder = prompt caching
    . The first saving to look for is prompt caching.
    ? What is the first saving to look for?
    ? Which saving should be looked for first?
    ? Where does one look first to save money?
    ? Which saving is cheapest to get?

    own-meaning @map = being able to change it alone
    . Owning a part means being able to change it alone.
    ? What does owning a part mean?
    ? What does it mean to own a part?
    ? How does one know that a team owns a part?
    ? What is the sign of owning a part?

    consume-meaning @map = taking it as it comes
    . Consuming a part means taking it as it comes.
    ? What does consuming a part mean?
    ? What does it mean to consume a part?
    ? How does one know that a team consumes a part?
    ? What is the sign of consuming a part?

    own-where @map = where the advantage lies
    . A team should own the layer where the advantage lies.
    ? Which layer should a team own?
    ? Where should a team own a layer?
    ? What should a team own?
    ? Which layer is worth owning?

    adapter-rate @fine-tuning = ten times higher
    . The learning rate of an adapter is about ten times higher.
    ? How does the learning rate of an adapter differ from full tuning?
    ? How much higher is the learning rate of an adapter?
    ? Compared with full tuning, what is the learning rate of an adapter?
    ? What learning rate does an adapter want beside full tuning?

    adapter-place @fine-tuning = on all linear layers
    . An adapter works best on all linear layers.
    ? Where does an adapter work best?
    ? On which layers should an adapter sit?
    ? Where should an adapter be placed?
    ? Which layers should carry an adapter?

    facts-place @fine-tuning = in retrieval
    . Facts that change belong in retrieval.
    ? Where do facts that change belong?
    ? Where should facts that change be kept?
    ? In which place do changing facts belong?
    ? What is the place for facts that change?

    split-by @dataset-engineering = by entity
    . A data set is split by entity.
    ? How is a data set split?
    ? By what should a data set be split?
    ? What is the right way to split a data set?
    ? Along which line does one split a data set?

    synthetic-worth @dataset-engineering = its check
    . A synthetic row is worth as much as its check.
    ? What is a synthetic row worth?
    ? What decides the worth of a synthetic row?
    ? On what does the worth of a synthetic row depend?
    ? What gives a synthetic row its worth?

    interval-halve @application-evaluation = four times as many
    . To halve an error bar one needs four times as many cases.
    ? How many cases does one need to halve an error bar?
    ? An error bar should be halved. How many cases does it take?
    ? How many more cases halve an error bar?
    ? What does it take in cases to halve an error bar?

    approval-for @user-interface = what cannot be undone
    . Approval should be asked for what cannot be undone.
    ? For what should approval be asked?
    ? What needs the approval of a person?
    ? Which actions need approval?
    ? When is approval worth asking for?

    speed-felt @user-interface = the first token
    . The delay that users notice most is the first token.
    ? Which delay do users notice most?
    ? What do users wait for most?
    ? Which token matters most for the feeling of speed?
    ? What should come fast for a user who reads along?

    rights-check @data-management = at query time
    . Permissions are checked at query time.
    ? When are permissions checked?
    ? When should permissions be checked?
    ? At what moment does one check permissions?
    ? What is the right time to check permissions?

    embedding-change @data-management = embed everything again
    . A new embedding model means to embed everything again.
    ? What does a new embedding model mean?
    ? The embedding model changes. What now?
    ? What has to be done after a change of the embedding model?
    ? Which work follows a new embedding model?

    wrong-status @observability = 200
    . A wrong answer returns status 200.
    ? Which status does a wrong answer return?
    ? What is the status of a wrong answer?
    ? With which status does a wrong answer come?
    ? A wrong answer comes with what status?

    record-first @observability = every call
    . On the first day one should record every call.
    ? What should one record on the first day?
    ? What is recorded from the first day?
    ? Which calls should be recorded at first?
    ? What goes into the record on day one?

    serving-verb @serving-is-not-optimisation = how a model is exposed
    . Serving decides how a model is exposed.
    ? What does serving decide?
    ? What is decided by serving?
    ? What question does serving answer?
    ? Serving is about what?

    optimisation-verb @serving-is-not-optimisation = how fast it runs
    . Inference optimisation decides how fast it runs.
    ? What does inference optimisation decide?
    ? What is decided by inference optimisation?
    ? What question does inference optimisation answer?
    ? Inference optimisation is about what?
    """
}
