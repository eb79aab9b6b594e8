# The store and the timeline beside a flat file of 32-byte records, in one program and in turn: ./bench_store [FOLDER]
add_executable(bench_store store.cpp)
target_link_libraries(bench_store PRIVATE knockback_session)
