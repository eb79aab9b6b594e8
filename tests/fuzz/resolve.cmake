knockback_fuzz(fuzz_resolv_conf SOURCE fuzz_resolv_conf.cpp DEPS knockback_resolve)
knockback_fuzz(fuzz_hosts SOURCE fuzz_hosts.cpp DEPS knockback_resolve)
knockback_fuzz(fuzz_nsswitch SOURCE fuzz_nsswitch.cpp DEPS knockback_resolve)
knockback_fuzz(fuzz_dns_answer SOURCE fuzz_dns_answer.cpp DEPS knockback_resolve)
