extension LayerTasks {
  /// Pages of the course, each with objects of work (`-`) and symptoms (`!`) that belong to it.
  static let text = """
    prompt-engineering
    - the system prompt
    - the few-shot examples in the prompt
    - the order of the instructions
    - the prompt templates
    - the prompt versions in the repository
    - the role and the rules in the prompt
    - the JSON schema of the answer
    - the sampling temperature of the calls
    - the wording of the instruction
    - the defence against prompt injection
    ! the answers ignore one rule of the instructions
    ! the output is not valid JSON
    ! a user text overrides the rules of the developer
    ! the answers are too long because nobody asked for short ones

    rag
    - the chunk size of the documents
    - the hybrid search over the manuals
    - the re-ranking of passages
    - the retrieval of passages
    - the citations under the answers
    - the query rewriting before the search
    - the passages placed in the context
    - the recall of the retriever
    - the refusal when no passage fits
    ! the answer is wrong because the right passage was not found
    ! the model answers from memory instead of the documents
    ! search misses error codes and names
    ! passages in the context have lost their subject

    agents
    - the tool descriptions of the agent
    - the loop of the agent
    - the step limit of the agent
    - the memory notes of the agent
    - the permissions of the agent's tools
    - the plan that the agent follows
    - the compaction of long agent runs
    - the choice between agent and workflow
    ! the agent repeats the same step again and again
    ! the agent calls the wrong tool
    ! the agent forgets its goal after many steps
    ! small errors add up over the steps of the agent

    application-evaluation
    - the test cases of the whole product
    - the rubric for the answers of the assistant
    - the judge that grades the assistant
    - the end-to-end tests of the product
    - the sample of answers that people grade
    - the guardrails around the product
    - the acceptance test before a prompt change
    - the cost per solved task of the product
    ! nobody knows whether the new prompt helps the users
    ! the judge prefers the answer that is shown first
    ! a prompt change broke answers that were good before
    ! harmful answers reach the user unchecked

    user-interface
    - the chat window
    - the streaming of the answer to the screen
    - the undo button for drafts
    - the approval dialog before an action
    - the feedback buttons under the answer
    - the display of sources beside a claim
    - the error message in the interface
    - the form that replaces the chat
    - the accessibility of the answer view
    ! users stare at a spinner for a long time
    ! users cannot correct a single wrong word
    ! users approve actions without reading them
    ! users cannot guess what they may ask

    training
    - the pre-training run
    - the mixture of the training corpus
    - the learning rate schedule
    - the number of attention heads
    - the architecture of the network
    - the vocabulary of the tokeniser
    - the optimiser settings
    - the checkpoints of the training run
    - the scaling law for the next model size
    ! the training loss shows a sudden spike
    ! the validation loss turns upward during training
    ! the tokeniser cuts one language into too many pieces
    ! the training run diverges after the warm-up

    fine-tuning
    - the LoRA rank
    - the adapter for the support tone
    - the supervised tuning on tickets
    - the preference tuning with ranked pairs
    - the merging of two tuned models
    - the choice of the base to tune
    - the target matrices of the adapter
    - the reward for the reinforcement stage
    ! the tuned weights have forgotten how to count
    ! the adapter learned the format but lost old skills
    ! the chat template differs between tuning and use
    ! two merged adapters disturb each other

    dataset-engineering
    - the labels of the training examples
    - the deduplication of the training set
    - the annotation guide
    - the synthetic training rows
    - the split between training and test rows
    - the agreement between the labellers
    - the filter for bad training rows
    - the licence of the training data
    ! near-copies sit on both sides of the split
    ! two labellers disagree on every third row
    ! synthetic rows were never verified
    ! the training set shows only easy cases

    inference-optimisation
    - the quantisation of the weights
    - the distillation into a smaller model
    - the draft model for speculative decoding
    - the attention kernel
    - the bits per weight of the model file
    - the pruning of the network
    - the size of the KV cache per token
    - the calibration of the 4-bit weights
    ! the 2-bit weights write nonsense
    ! the weights are too large for the memory of the card
    ! the draft model guesses too few tokens right
    ! the quantised copy fails at arithmetic

    model-evaluation
    - the perplexity of the checkpoint
    - the benchmark scores of the base model
    - the comparison of two checkpoints
    - the contamination check of the benchmark
    - the regression test of the tuned weights
    - the error bars of the model scores
    - the KL divergence of the quantised copy
    - the model card
    ! the benchmark was part of the training data
    ! the scores of two checkpoints differ by less than the error
    ! nobody compared the tuned weights with the base
    ! the model scores well on tests and fails on new items

    serving
    - the scheduler of the engine
    - the batch limit of the engine
    - the request queue
    - the prefix caching in the engine
    - the chunked prefill
    - the rollout of a new replica version
    - the load balancer before the replicas
    - the inference server
    - the time-out of the endpoint
    ! the queue grows until clients time out
    ! the engine preempts requests because its cache is full
    ! long prompts stall the other requests
    ! the tail latency breaks the target at peak

    compute-management
    - the GPU cluster
    - the reserved capacity contract
    - the autoscaling rules
    - the spot instances
    - the GPU quota
    - the utilisation of the accelerators
    - the choice of the cloud region
    - the purchase of accelerators
    - the idle time of the machines
    ! the GPUs stand idle at night
    ! new machines arrive too late for the burst
    ! the cloud refuses more GPUs
    ! the hourly bill grows while nobody calls

    data-management
    - the vector database
    - the ingestion pipeline
    - the deletion of user data from all stores
    - the access rights of stored documents
    - the backup of the document store
    - the retention of stored conversations
    - the lineage of stored records
    - the migration to a new index version
    ! a deleted document is still in the index
    ! one tenant sees the stored rows of another
    ! the index is a day behind the source
    ! nobody knows where a stored record came from

    observability
    - the tracing of requests
    - the dashboard of token costs
    - the alerts on failed calls
    - the cost attribution by tenant
    - the log redaction
    - the sampling of traces
    - the monitoring of drift in production
    - the telemetry of the calls
    ! the invoice is the first alert
    ! nobody can say which feature caused the cost
    ! secrets appear in the logs
    ! quality dropped for weeks and no alarm rang
    """
}
