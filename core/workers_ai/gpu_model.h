// Which GPU type a model's `gpu_model` means.
#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "berth/v1/catalog.pb.h"

namespace berth {

struct GpuModelReading {
  // Null if the text means no type, or cannot be meant.
  const v1::WorkersAiGpuType* type = nullptr;
  // Why not, to stand behind the text in a message. Empty if there is a type.
  std::string fault;
};

// The type of this name, regardless of case. Null if there is none.
const v1::WorkersAiGpuType* FindGpuType(absl::string_view name, const v1::WorkersAiSettings& settings);

// The GPU type whose name is a word of `gpu_model`, regardless of case: `NVIDIA H100 80GB HBM3` is H100, and `L40S` is
// not L4. A model gets whole GPUs, and as many as its memory needs, so a text that names a slice (`MIG 1g.10gb`), a
// count (`H100:8`, `8xH100`) or another memory than the type's (`H100 94GB`) cannot be meant. The text must be short:
// this takes time in proportion to the square of its length.
GpuModelReading ReadGpuModel(absl::string_view gpu_model, const v1::WorkersAiSettings& settings);

}  // namespace berth
