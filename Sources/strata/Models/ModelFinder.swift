import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Looks for models' files where people keep them.
///
/// Whatever lies there, it comes to an end: links that lead in circles, folders without end, pipes and broken files are
/// passed over or told of.
struct ModelFinder {
  /// What was found.
  struct Findings {
    /// Those that came along first, then place by place.
    var models: [FoundModel] = []
    /// Places that are there.
    var places: [ModelPlaces.Place] = []
    /// What was left out.
    var notes: [String] = []
  }

  /// Bounds of one place; who keeps more names the folder that is meant.
  static let most = (entries: 20_000, levels: 8, models: 200)
  /// A manifest is a page long.
  private static let mostManifestBytes = 1 << 20

  private let places: ModelPlaces

  init(_ environment: [String: String]) { places = ModelPlaces(environment) }

  /// Looks through all places.
  func find() -> Findings {
    var findings = Findings()
    var known: Set<FileIdentity> = []
    for path in ShippedModels.files {
      if let identity = FileIdentity(path) { known.insert(identity) }
      findings.models.append(FoundModel(path, name: ModelFinder.stem(path), place: FoundModel.cameAlong))
    }
    for place in places.all {
      guard FileIdentity(place.path) != nil else { continue }
      findings.places.append(place)
      var files = place.hasManifests ? manifested(place, &findings) : files(in: place, &findings)
      // The same file by two names is one model.
      files.removeAll { file in FileIdentity(file.path).map { !known.insert($0).inserted } ?? false }
      if files.count > ModelFinder.most.models {
        findings.notes.append("\(place.path) has more than \(ModelFinder.most.models) models: the others are left out")
      }
      findings.models += files.prefix(ModelFinder.most.models).map {
        FoundModel($0.path, name: $0.name, place: place.name)
      }
    }
    return findings
  }

  // MARK: Folders

  private static func stem(_ path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.lowercased().hasSuffix(".gguf") ? String(name.dropLast(5)) : name
  }

  private func files(in place: ModelPlaces.Place, _ findings: inout Findings) -> [(path: String, name: String)] {
    if FileIdentity(place.path)?.isFolder == false { return [(place.path, ModelFinder.stem(place.path))] }
    let (paths, isWhole) = ModelFinder.walk(place.path) { $0.lowercased().hasSuffix(".gguf") && !isLaterPart($0) }
    if !isWhole { findings.notes.append("\(place.path) is too large to be looked through whole; name a folder in it") }
    return paths.map { ($0, ModelFinder.stem($0)) }
  }

  /// `NAME-00002-of-00003.gguf` belongs to its first part.
  private func isLaterPart(_ name: String) -> Bool {
    let parts = ModelFinder.stem(name).split(separator: "-").suffix(3)
    guard parts.count == 3, parts.dropFirst().first == "of", let number = Int(parts.first ?? ""),
      parts.allSatisfy({ $0 == "of" || $0.count == 5 })
    else { return false }
    return number > 1
  }

  /// Regular files below a folder whose names are wanted, in the order of their names, and whether all of it was seen.
  private static func walk(_ folder: String, where isWanted: (String) -> Bool) -> (paths: [String], isWhole: Bool) {
    var found: [String] = []
    var seen: Set<FileIdentity> = []
    var waiting = [(path: folder, level: 0)]
    var (entries, isWhole) = (0, true)
    while let (path, level) = waiting.popLast() {
      guard let place = FileIdentity(path), place.isFolder, seen.insert(place).inserted else { continue }
      let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
      for name in names {
        entries += 1
        guard entries <= most.entries else { return (found.sorted(), false) }
        let inner = path + "/" + name
        guard let kind = FileIdentity(inner) else { continue }
        if kind.isFolder {
          if level + 1 < most.levels { waiting.append((inner, level + 1)) } else { isWhole = false }
        } else if kind.isFile, isWanted(name) {
          found.append(inner)
        }
      }
    }
    return (found.sorted(), isWhole)
  }

  // MARK: Manifests

  /// What a manifest says, as far as it matters here.
  private struct Manifest: Decodable {
    struct Layer: Decodable {
      var mediaType: String?
      var digest: String?
    }

    var layers: [Layer]?
  }

  /// Ollama keeps files by their digests; `manifests/HOST/OWNER/MODEL/TAG` name them.
  private func manifested(_ place: ModelPlaces.Place, _ findings: inout Findings) -> [(path: String, name: String)] {
    let root = place.path + "/manifests"
    let (paths, isWhole) = ModelFinder.walk(root) { !$0.hasPrefix(".") }
    if !isWhole { findings.notes.append("\(root) is too large to be looked through whole") }
    return paths.compactMap { path in
      guard let digest = ModelFinder.digest(inManifest: path) else { return nil }
      return (place.path + "/blobs/" + digest, ModelFinder.name(ofManifest: String(path.dropFirst(root.count + 1))))
    }
  }

  /// The name of the file with a manifest's weights: letters and digits alone, so that it leads nowhere else.
  private static func digest(inManifest path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let data = try? file.read(upToCount: mostManifestBytes),
      let manifest = try? JSONDecoder().decode(Manifest.self, from: data),
      let digest = manifest.layers?.first(where: { $0.mediaType == "application/vnd.ollama.image.model" })?.digest
    else { return nil }
    let parts = digest.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == "sha256", parts[1].count == 64, parts[1].allSatisfy({ $0.isHexDigit }) else {
      return nil
    }
    return "sha256-" + parts[1]
  }

  /// `registry.ollama.ai/library/llama3.2/3b` is called `llama3.2:3b`.
  private static func name(ofManifest path: String) -> String {
    var parts = path.split(separator: "/").map(String.init)
    if parts.first == "registry.ollama.ai" { parts.removeFirst() }
    if parts.first == "library" { parts.removeFirst() }
    guard parts.count > 1, let tag = parts.popLast() else { return path }
    return parts.joined(separator: "/") + ":" + tag
  }
}

/// What a path leads to, links followed.
struct FileIdentity: Hashable {
  private let device: UInt64
  private let number: UInt64
  private let kind: UInt32

  /// Nil where nothing is.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
    kind = UInt32(status.st_mode & S_IFMT)
  }

  var isFolder: Bool { kind == UInt32(S_IFDIR) }
  var isFile: Bool { kind == UInt32(S_IFREG) }
}
