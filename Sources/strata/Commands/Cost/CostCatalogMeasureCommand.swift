import ArgumentParser
import CostModel
import Decision
import Experiments
import Foundation
import Inference
import TextSafety

/// `strata cost catalog measure`: this machine becomes a row of the reader's own catalogue.
struct CostCatalogMeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "Measure this machine, and keep it as an accelerator of your own catalogue.",
    discussion: """
      The experiment roofline runs, and its bandwidth and peaks go into accelerators.csv with today's date; what an \
      hour costs, which only you know, goes into gpu-prices.csv. A scenario then names the machine: --set \
      options.own.gpu=this-machine. Rows of the same name are replaced. Beside it stands how the speed that the cost \
      model says compares with the one that was measured.
      """)

  @OptionGroup var options: GlobalOptions
  @Option(help: ArgumentHelp("What an hour of this machine costs, all in.", valueName: "dollars")) var perHour: Double
  @Option(help: ArgumentHelp("What scenarios call it.", valueName: "id")) var name = "this-machine"
  @Option(help: ArgumentHelp("The shape that is run: 15m, 110m or 1b.", valueName: "shape")) var model = "110m"
  @Option(help: ArgumentHelp("What it draws under load.", valueName: "watts")) var watts: Int?
  @OptionGroup var threads: ThreadsOption
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard perHour.isFinite, (0...10_000).contains(perHour) else {
      throw ValidationError("--per-hour must be from 0 to 10000 dollars, not \(perHour)")
    }
    if let watts, !(1...100_000).contains(watts) {
      throw ValidationError("--watts must be from 1 to 100000, not \(watts)")
    }
    let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    if name.isEmpty || name.count > 40 || !isPlain {
      throw ValidationError("--name takes up to 40 letters, digits and dashes, not \(NearNames.quoted(name))")
    }
    if !MachineSpeed.shapes.contains(model) {
      throw ValidationError(
        "--model must be one of \(MachineSpeed.shapes.joined(separator: ", ")), not \(NearNames.quoted(model))")
    }
  }

  func run() throws {
    let folders = try Desk(options).catalogFolders()
    guard let folder = folders.own else {
      throw Failure("there is no place for a catalogue: neither XDG_DATA_HOME nor HOME is set")
    }
    let (catalog, factors) = (try folders.catalog(), try folders.factors())
    if let other = catalog.accelerators.first(where: { $0.id == name }), other.generation != .processor {
      throw Failure.usage("the catalogue has an accelerator \(name) that is no processor; choose another --name")
    }
    let speed = try MachineSpeed(shape: model, threads: threads.count, options)
    let machine = MeasuredMachine(
      id: name, processor: Machine.processorName, memory: Bytes(Double(Machine.availableMemory)),
      bandwidth: BytesPerSecond(speed.bandwidth), floats: FLOPsPerSecond(speed.floats),
      bytes: FLOPsPerSecond(speed.bytes), watts: watts, perHour: DollarsPerHour(perHour),
      day: CalendarDay(of: Date()), confidence: speed.isBusy ? .low : .medium,
      note: Counted.of(threads.count, "thread"))
    try machine.keep(in: folder)
    let predicted = speed.predicted(machine.accelerator, factors)
    if json {
      try report(machine, speed, predicted, folder).write()
    } else {
      try print(machine, speed, predicted, folder)
    }
  }

  private func report(_ machine: MeasuredMachine, _ speed: MachineSpeed, _ predicted: Double, _ folder: String) -> JSON
  {
    [
      "accelerator": .text(machine.accelerator.id), "file": .text(folder + "/accelerators.csv"),
      "bandwidth_bytes_per_s": .number(speed.bandwidth), "peak_16_bit_flop_per_s": .number(speed.floats),
      "peak_8_bit_flop_per_s": .number(speed.bytes), "memory_bytes": .number(machine.accelerator.memory.value),
      "on_demand_usd_per_hour": .number(perHour), "date": .text(machine.accelerator.provenance.date.description),
      "model": .text(model), "measured_tokens_per_s": .number(speed.decode),
      "predicted_tokens_per_s": .number(predicted),
      "measured_over_predicted": .number(speed.decode / predicted), "busy": .bool(speed.isBusy),
    ]
  }

  private func print(
    _ machine: MeasuredMachine, _ speed: MachineSpeed, _ predicted: Double, _ folder: String
  ) throws {
    if speed.isBusy { Console.warn("other programs keep the machine busy: it can do more than this row says") }
    func giga(_ value: Double) -> String { Numeral.text(value / 1e9) }
    var out = Printout()
    out.heading(machine.accelerator.id)
    out.table(
      [
        ["memory", giga(machine.accelerator.memory.value), "GB that a program can use"],
        ["bandwidth", giga(speed.bandwidth), "GB/s"], ["16 bits", giga(speed.floats), "GFLOP/s, single precision"],
        ["8 bits", giga(speed.bytes), "billion operations/s"], ["an hour", Numeral.text(perHour), "$"],
        ["decode", Numeral.text(speed.decode), "tokens/s measured, \(model) in F16, one user"],
        ["", Numeral.text(predicted), "tokens/s by the cost model with this row"],
        ["", Numeral.text(speed.decode / predicted), "measured ÷ predicted"],
      ], indent: 2, right: [1])
    out.line()
    out.wrapped(
      """
      Kept in \(folder). A scenario's option on GPUs takes it with gpu: \(machine.accelerator.id), provider: \
      \(MeasuredMachine.seller): strata cost compare prototype-chatbot --set options.own.gpu=\(machine.accelerator.id) \
      --set options.own.provider=\(MeasuredMachine.seller)
      """, width: Console.columns)
    try out.write()
  }
}
