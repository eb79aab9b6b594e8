# Benchmarks of the screen: a full redraw of the timeline beside the bare raster of the same samples.
if(TARGET knockback_uiparts)
  if(NOT TARGET ui_samples)
    add_library(ui_samples STATIC ${PROJECT_SOURCE_DIR}/tests/ui/parts/sample_attempts.cpp)
    target_link_libraries(ui_samples PUBLIC knockback_session)
  endif()
  add_executable(ui_charts ${PROJECT_SOURCE_DIR}/tests/bench/ui_charts.cpp)
  target_link_libraries(ui_charts PRIVATE knockback_uiparts ui_samples)
endif()
