#include <unistd.h>

#include <iostream>
#include <string>
#include <vector>

#include "clients/cli/verbs.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  berth::Console console{std::cin, std::cout, std::cerr, isatty(STDIN_FILENO) != 0};
  return static_cast<int>(berth::RunBerth(std::vector<std::string>(argv + 1, argv + argc), console));
}
