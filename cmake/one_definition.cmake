# Refuses programs that define one name in two ways. GCC sees that only when it reads all sources of a program as one,
# as its link-time optimization does: so the product's objects carry what that needs beside their code (a few percent of
# the time to compile), and a link that generates nothing reads it. Programs themselves are linked without it.
set(BERTH_ONE_DEFINITION OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND NOT BERTH_SANITIZE)
  set(BERTH_ONE_DEFINITION ON)
  # By the compiler's plugin, an archive's index would also list functions that the code has inlined everywhere. The
  # linker then takes an object for one of them, does not find it there, and takes the object again.
  set(CMAKE_CXX_ARCHIVE_CREATE "<CMAKE_AR> --plugin=/dev/null qc <TARGET> <LINK_FLAGS> <OBJECTS>")
  set(CMAKE_CXX_ARCHIVE_FINISH "<CMAKE_RANLIB> --plugin=/dev/null <TARGET>")
endif()

# Checks `executable` with all libraries in the directories `ARGN`; the build fails where two definitions differ.
function(berth_one_definition executable)
  if(NOT BERTH_ONE_DEFINITION)
    return()
  endif()
  list(JOIN ARGN "|" directories)
  set(parts ${executable})
  get_property(libraries GLOBAL PROPERTY BERTH_LIBRARIES)
  foreach(library IN LISTS libraries)
    get_target_property(directory ${library} SOURCE_DIR)
    if(directory MATCHES "^${PROJECT_SOURCE_DIR}/(${directories})(/|$)")
      list(APPEND parts ${library})
    endif()
  endforeach()
  set(objects "")
  foreach(part IN LISTS parts)
    target_compile_options(${part} PRIVATE -flto -ffat-lto-objects)
    list(APPEND objects $<TARGET_OBJECTS:${part}>)
  endforeach()
  set(merged ${CMAKE_BINARY_DIR}/one_definition/${executable}.o)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/one_definition)
  add_custom_command(
    OUTPUT ${merged}
    COMMAND ${CMAKE_CXX_COMPILER} -r -nostdlib -flto -flinker-output=rel -Wodr -Werror=odr -o ${merged} ${objects}
    DEPENDS ${objects}
    COMMENT "Looking for names with two definitions in ${executable}"
    COMMAND_EXPAND_LISTS VERBATIM)
  add_custom_target(${executable}_one_definition ALL DEPENDS ${merged})
endfunction()
