# The drawing parts of the workbench: theme, timeline, tables, panels. Included by ui/CMakeLists.txt; knows nothing of it.
include_guard(GLOBAL)
find_package(Qt6 6.4 REQUIRED COMPONENTS Gui Widgets Charts Svg)
find_package(Fontconfig REQUIRED)
set(parts ${PROJECT_SOURCE_DIR}/ui)
file(GLOB parts_sources CONFIGURE_DEPENDS
     ${parts}/theme/*.cpp ${parts}/timeline/*.cpp ${parts}/models/*.cpp ${parts}/panels/*.cpp
     ${parts}/theme/*.h ${parts}/timeline/*.h ${parts}/models/*.h ${parts}/panels/*.h)
add_library(knockback_uiparts STATIC ${parts_sources})
set_target_properties(knockback_uiparts PROPERTIES AUTOMOC ON)
target_include_directories(knockback_uiparts PUBLIC ${PROJECT_SOURCE_DIR})
target_link_libraries(knockback_uiparts PUBLIC knockback_session knockback_facts knockback_base
                      Qt6::Widgets Qt6::Charts Qt6::Svg Fontconfig::Fontconfig)
file(GLOB parts_icons CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/resources/icons/*.svg)
qt_add_resources(knockback_uiparts knockback_icons PREFIX /knockback/icons BASE ${PROJECT_SOURCE_DIR}/resources/icons
                 FILES ${parts_icons})
