// What `kubectl apply -k deploy/kubernetes` applies.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace berth {

// The objects of a kind, in the files that the kustomization lists, in its order.
inline std::vector<YAML::Node> ShippedObjects(absl::string_view api_version, absl::string_view kind) {
  const std::string directory = absl::StrCat(BERTH_SOURCE_DIR, "/deploy/kubernetes/");
  std::vector<YAML::Node> objects;
  for (const YAML::Node& file : YAML::LoadFile(directory + "kustomization.yaml")["resources"]) {
    for (const YAML::Node& object : YAML::LoadAllFromFile(directory + file.as<std::string>())) {
      if (object["apiVersion"].as<std::string>() == api_version && object["kind"].as<std::string>() == kind) {
        objects.push_back(object);
      }
    }
  }
  return objects;
}

}  // namespace berth
