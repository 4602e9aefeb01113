import Foundation
import Inference
import StrataTesting
import Testing

/// `strata model list`: models where people keep them, and whatever else lies there.
@Suite struct ModelListTests {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let draft = package.appendingPathComponent("Content/models/stacklm-draft.gguf")

  private let home: Home

  init() throws {
    home = try Home()
  }

  /// Makes a file from the small model that comes along, and the folders above it.
  @discardableResult
  private func model(_ path: String, bytes: Int? = nil) throws -> String {
    let url = home.folder.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    var data = try Data(contentsOf: ModelListTests.draft)
    if let bytes { data = data.prefix(bytes) }
    try data.write(to: url)
    return url.path
  }

  private func list(_ environment: [String: String?] = [:]) throws -> [[String: Any]] {
    let found = try home.run(Home.program.path, ["model", "list", "--json"], environment: environment)
    try #require(found.status == 0, "\(found.errors)")
    return try found.object()["models"] as? [[String: Any]] ?? []
  }

  private func names(_ models: [[String: Any]]) -> [String] { models.map { $0["name"] as? String ?? "" } }

  @Test func `models are found where each program keeps them, and each is counted once`() throws {
    try model(".lmstudio/models/garden/beans/beans-Q8_0.gguf")
    try model(".cache/lm-studio/models/garden/peas/peas.GGUF")
    try model(".cache/llama.cpp/garden_leeks.gguf")
    let own = try model("own/roses.gguf")
    try FileManager.default.createSymbolicLink(
      at: home.folder.appendingPathComponent(".cache/llama.cpp/again.gguf"),
      withDestinationURL: home.folder.appendingPathComponent("own/roses.gguf"))
    let models = try list(["STRATA_MODELS": own + "::/nowhere"])
    #expect(names(models) == ["roses", "beans-Q8_0", "peas", "garden_leeks"])
    #expect(models.map { $0["place"] as? String } == ["STRATA_MODELS", "LM Studio", "LM Studio", "llama.cpp"])
    #expect(models.allSatisfy { $0["runs"] as? Bool == true && $0["type"] as? String == "F16" }, "\(models)")
    let size = try Data(contentsOf: ModelListTests.draft).count
    #expect(models.allSatisfy { $0["bytes"] as? Int == size && ($0["memory"] as? Int ?? 0) > size })
  }

  @Test func `its memory is what model info says of the file`() throws {
    let path = try model("own/roses.gguf")
    let found = try #require(try list(["STRATA_MODELS": path]).first)
    let context = try #require(found["context"] as? Int)
    let info = try home.strata("model", "info", path, "--context", "\(context)", "--json").object()
    let total = (info["memory"] as? [String: Any])?["total_bytes"] as? [String: Int]
    #expect(found["memory"] as? Int == total?["f16"] && found["memory"] != nil)
  }

  @Test func `places may be named by variables`() throws {
    try model("a/one.gguf")
    try model("b/two.gguf")
    let models = try list([
      "STRATA_MODELS": "~/a", "LLAMA_CACHE": home.folder.appendingPathComponent("b").path,
    ])
    #expect(names(models) == ["one", "two"])
  }

  /// Writes a manifest as Ollama does.
  private func manifest(_ path: String, _ layers: String) throws {
    _ = try home.file(".ollama/models/manifests/" + path, "{\"schemaVersion\": 2, \"layers\": [\(layers)]}")
  }

  private static let digest = String(repeating: "ab", count: 32)

  private func layer(_ digest: String, _ type: String = "model") -> String {
    "{\"mediaType\": \"application/vnd.ollama.image.\(type)\", \"digest\": \"\(digest)\", \"size\": 1}"
  }

  @Test func `what Ollama keeps by digests has the names of its manifests`() throws {
    try model(".ollama/models/blobs/sha256-" + ModelListTests.digest)
    let own = layer("sha256:" + ModelListTests.digest)
    try manifest("registry.ollama.ai/library/beans/3b", layer("sha256:0", "template") + "," + own)
    let models = try list()
    #expect(names(models) == ["beans:3b"] && models[0]["runs"] as? Bool == true)
    #expect((models[0]["path"] as? String)?.hasSuffix("/blobs/sha256-" + ModelListTests.digest) == true)
  }

  @Test func `a manifest that leads elsewhere, or is none, is passed over`() throws {
    try model("secret.gguf")
    let digests = ["sha256:../../secret.gguf", "sha256:" + ModelListTests.digest + "/..", "md5:00", ""]
    for (index, digest) in digests.enumerated() {
      try manifest("registry.ollama.ai/library/evil/\(index)", layer(digest))
    }
    try manifest("a/b/c/d", "{}, 7")
    _ = try home.file(".ollama/models/manifests/x/y/z/broken", "{\"layers\": \(String(repeating: "[", count: 3000))")
    _ = try home.file(".ollama/models/manifests/x/y/z/none", "")
    try manifest("registry.ollama.ai/library/gone/1b", layer("sha256:" + ModelListTests.digest))
    let models = try list()
    #expect(names(models) == ["gone:1b"])
    #expect(models[0]["runs"] as? Bool == false && models[0]["obstacle"] as? String != nil)
  }

  @Test func `broken files, pipes, folders and circles do no harm, and what cannot be run says why`() throws {
    try model("m/good.gguf")
    try model("m/short.gguf", bytes: 5000)
    _ = try home.file("m/text.gguf", "no model at all")
    _ = try home.file("m/empty.gguf", "")
    try FileManager.default.createDirectory(
      at: home.folder.appendingPathComponent("m/folder.gguf"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: home.folder.appendingPathComponent("m/circle"), withDestinationURL: home.folder.appendingPathComponent("m"))
    let pipe = home.folder.appendingPathComponent("m/pipe.gguf").path
    try #require(mkfifo(pipe, 0o600) == 0)
    try RandomModel(try #require(ModelShape(named: "260k")), .q8_0, seed: 1)
      .write(to: home.folder.appendingPathComponent("m/random.gguf").path)
    let models = try list(["STRATA_MODELS": "~/m"])
    #expect(names(models) == ["empty", "good", "random", "short", "text"])
    let runs = models.map { $0["runs"] as? Bool == true }
    #expect(runs == [false, true, true, false, false])
    #expect(models[2]["speed_only"] as? Bool == true && models[1]["speed_only"] as? Bool == false)
    for (model, runs) in zip(models, runs) where !runs {
      #expect((model["obstacle"] as? String)?.isEmpty == false, "\(model)")
    }
  }

  @Test func `a model of an unknown architecture says so`() throws {
    let keys = GGUFMetadata([.init(key: "general.architecture", value: .string("clip\u{1B}[31m"))])
    try FileManager.default.createDirectory(
      at: home.folder.appendingPathComponent("m"), withIntermediateDirectories: true)
    try GGUFWriter(metadata: keys).write(to: home.folder.appendingPathComponent("m/eyes.gguf").path)
    let eyes = try #require(try list(["STRATA_MODELS": "~/m"]).first)
    #expect(eyes["name"] as? String == "eyes" && eyes["runs"] as? Bool == false)
  }

  @Test func `later parts of a split file are no models of their own`() throws {
    try model("m/big-00001-of-00002.gguf")
    try model("m/big-00002-of-00002.gguf")
    try model("m/beans-3-of-4.gguf")
    #expect(try names(list(["STRATA_MODELS": "~/m"])) == ["beans-3-of-4", "big-00001-of-00002"])
  }

  @Test func `a name full of commands for the terminal is harmless`() throws {
    try model("m/\u{1B}]0;evil\u{7}\u{1B}[2J.gguf")
    let outcome = try home.run(Home.program.path, ["model", "list"], environment: ["STRATA_MODELS": "~/m"])
    #expect(outcome.status == 0 && outcome.output.contains("evil"))
    #expect(!outcome.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7F })
  }

  @Test func `a folder without end is looked through to a bound, and that is told`() throws {
    let folder = home.folder.appendingPathComponent("m")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for index in 0..<20_050 {
      _ = FileManager.default.createFile(atPath: folder.path + "/z\(index).txt", contents: nil)
    }
    try model("m/a.gguf")
    func notes(_ folder: String) throws -> [String] {
      let arguments = ["model", "list", "--json"]
      let outcome = try home.run(Home.program.path, arguments, environment: ["STRATA_MODELS": "~/\(folder)"])
      return try outcome.object()["notes"] as? [String] ?? []
    }
    #expect(try names(list(["STRATA_MODELS": "~/m"])) == ["a"])
    #expect(try notes("m").map { $0.contains("too large to be looked through whole") } == [true])
    var deep = "d"
    for _ in 0..<12 { deep += "/d" }
    try model(deep + "/deep.gguf")
    #expect(try notes("d").map { $0.contains("too large") } == [true])
  }

  @Test func `without any model it says so`() throws {
    let outcome = try home.run(Home.program.path, ["model", "list"])
    #expect(outcome.status == 0 && outcome.output == "No models were found.\n")
  }
}
