# First paint of the window beside an empty window with a QChartView.
if(TARGET knockback_ui)
  add_executable(bench_start ${PROJECT_SOURCE_DIR}/tests/bench/bench_start.cpp)
  target_link_libraries(bench_start PRIVATE knockback_ui)
endif()
