extension Lexicon {
  /// Agents: the loop, its protocols and its safety.
  static let agentsText = """
    agent: an agent
    a program that lets a model choose the next action
    repeats until a goal or a limit is reached
    uses tools and reads their results

    workflow: a workflow
    a sequence of steps fixed in code
    may call a model in some steps
    is easier to test than a free loop

    agent-harness: an agent harness
    the code around a model that makes an agent of it
    runs the loop and the tools
    keeps permissions and limits

    tool-calling: tool calling
    the way in which a model asks for a function to be run
    writes a name and arguments in a fixed form
    hands the work to a program that can count

    memory: agent memory
    what an agent keeps beyond one call
    may be notes or a searchable store
    has to be cleaned like any store

    compaction: compaction
    replacing old conversation by a short summary
    keeps the context within its budget
    may lose a detail that is needed later

    compounding-error: compounding error
    the fall of success as steps add up
    turns good steps into poor chains
    follows the power of the number of steps

    token-budget: a token budget
    a hard limit on what one task may spend
    stops a loop that runs away
    is counted in tokens, steps or money

    mcp: the Model Context Protocol
    an open standard by which tools and data reach a model
    connects clients with servers
    lets one tool serve many programs

    tool-registry: a tool registry
    a catalogue of the tool servers that exist
    names owners and versions
    helps to find a tool that can be trusted

    progressive-disclosure: progressive disclosure
    showing a model few tools first and more when needed
    saves context
    keeps a long list of tools out of the prompt

    a2a: the A2A protocol
    a protocol by which agents of different makers hand over tasks
    lets one agent find another
    works between agents and not between agent and tool

    acp: the Agent Client Protocol
    a protocol by which an editor drives coding agents
    lets one editor use agents of many makers
    stands between the editor and the agent

    durable-execution: durable execution
    running long tasks so that they survive a crash
    does not repeat finished steps
    writes down the result of every step

    sandbox: a sandbox
    an isolated place where generated code may run
    limits the harm of a bad action
    grants few rights

    agent-identity: agent identity
    the proof of which agent acts and for whom
    says what an agent may do
    makes an action traceable to a person

    confused-deputy: a confused deputy
    a trusted program tricked into lending its rights
    acts for somebody who lacks the rights
    is the danger of agents with wide permissions

    lethal-trifecta: the lethal trifecta
    private data, foreign content and a way out in one agent
    is broken by removing one of the three
    makes theft by injected words possible
    """
}
