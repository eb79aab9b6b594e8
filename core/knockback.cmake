# One function a kind of target, so that every folder says only what is its own.

# knockback_library(NAME SOURCES … DEPS …): a static library of one core folder.
# DEPS are other libraries; public, because headers name their types.
function(knockback_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPS})
endfunction()

# knockback_test(NAME SOURCES … DEPS … [LABELS …] [GUI] [WRAPPER …]): one Qt Test program, run by ctest under its name.
# WRAPPER is a command put before the program (a namespace, Xvfb). GUI runs it on Qt's offscreen screen.
function(knockback_test name)
  cmake_parse_arguments(ARG "GUI" "TIMEOUT" "SOURCES;DEPS;LABELS;WRAPPER" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} Qt6::Test)
  target_compile_definitions(${name} PRIVATE KNOCKBACK_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                             KNOCKBACK_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${name} COMMAND ${ARG_WRAPPER} $<TARGET_FILE:${name}>)
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT})
  if(ARG_LABELS)
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}")
  endif()
  if(ARG_GUI)
    set_tests_properties(${name} PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
  endif()
endfunction()

# knockback_fuzz(NAME SOURCE FILE.cpp DEPS …): the file defines LLVMFuzzerTestOneInput. With KNOCKBACK_FUZZ it becomes a
# libFuzzer program; always, its corpus (tests/fuzz/corpus/NAME/) is replayed as an ordinary test.
function(knockback_fuzz name)
  cmake_parse_arguments(ARG "" "SOURCE" "DEPS" ${ARGN})
  if(KNOCKBACK_FUZZ)
    add_executable(${name} ${ARG_SOURCE})
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${name} ${ARG_SOURCE} ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.cpp)
    add_test(NAME ${name}_corpus COMMAND ${name} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(${name}_corpus PROPERTIES TIMEOUT 60 LABELS "fuzz")
  endif()
  target_link_libraries(${name} PRIVATE ${ARG_DEPS})
endfunction()
