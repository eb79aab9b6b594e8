#include "core/base/worker.h"

#include <pthread.h>
#include <string>
#include <utility>

namespace knockback {

Worker::Worker(const char* name, std::function<void(std::stop_token)> body, std::function<void()> wake)
    : m_wake(std::move(wake)),
      m_thread([title = std::string(name).substr(0, 15), run = std::move(body)](const std::stop_token& stop) {
          ::pthread_setname_np(::pthread_self(), title.c_str());
          run(stop);
      })
{
}

Worker::~Worker()
{
    requestStop();
    join();
}

void Worker::requestStop()
{
    if (!m_thread.joinable())
        return;
    m_thread.request_stop();
    if (m_wake)
        m_wake();
}

void Worker::join()
{
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace knockback
