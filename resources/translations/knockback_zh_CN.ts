<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AttemptFacts</name>
    <message>
        <source>no</source>
        <translation>无</translation>
    </message>
    <message>
        <source>%1 (after %2 s)</source>
        <translation>%1（%2 秒后）</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Right before connect(2), on this machine&apos;s clock</source>
        <translation>connect(2) 之前一刻，按本机时钟</translation>
    </message>
    <message>
        <source>Connected after</source>
        <translation>建立连接用时</translation>
    </message>
    <message>
        <source>From connect(2) to the answer, stamped as soon as the system reported it</source>
        <translation>从 connect(2) 到得到答复，系统一报告就记下时间</translation>
    </message>
    <message>
        <source>Round trip</source>
        <translation>往返时间</translation>
    </message>
    <message>
        <source>%1 (± %2)</source>
        <translation>%1（± %2）</translation>
    </message>
    <message>
        <source>What the kernel itself measured between first packet and answer, without this program&apos;s own delay</source>
        <translation>内核自己测得的首包到答复的时间，不含本程序的延迟</translation>
    </message>
    <message>
        <source>First byte after</source>
        <translation>首字节用时</translation>
    </message>
    <message>
        <source>From connect(2) to the first byte the server sent</source>
        <translation>从 connect(2) 到服务器发来第一个字节</translation>
    </message>
    <message>
        <source>Ended after</source>
        <translation>结束用时</translation>
    </message>
    <message>
        <source>Until nothing more was watched</source>
        <translation>直到不再观察为止</translation>
    </message>
    <message>
        <source>SYN sent again</source>
        <translation>SYN 重发</translation>
    </message>
    <message>
        <source>How often the first packet went unanswered and was repeated; counted by the kernel, not guessed</source>
        <translation>首包没有得到答复而重发的次数；由内核计数，不是猜测</translation>
    </message>
    <message>
        <source>Started late by</source>
        <translation>开始推迟</translation>
    </message>
    <message>
        <source>This machine was busy; the times above do not include it</source>
        <translation>本机当时繁忙；上面的时间不包含这一段</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>To</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>no address</source>
        <translation>没有地址</translation>
    </message>
    <message>
        <source>Where the attempt went</source>
        <translation>这次尝试的去向</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>never bound</source>
        <translation>未绑定</translation>
    </message>
    <message>
        <source>Address and port on this machine (getsockname)</source>
        <translation>本机的地址和端口（getsockname）</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Both ends are the same socket: TCP met itself, nobody listens there</source>
        <translation>两端是同一个套接字：TCP 连到了自己，那里没有监听者</translation>
    </message>
    <message>
        <source>Happens when the system picks the very port that is asked for as the local port</source>
        <translation>系统恰好把要连接的端口选作本地端口时会出现</translation>
    </message>
    <message>
        <source>TTL set</source>
        <translation>设定的 TTL</translation>
    </message>
    <message>
        <source>How many routers the packet may pass</source>
        <translation>数据包最多可经过多少个路由器</translation>
    </message>
    <message>
        <source>making the socket</source>
        <translation>创建套接字</translation>
    </message>
    <message>
        <source>taking a local address</source>
        <translation>获取本地地址</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>建立连接</translation>
    </message>
    <message>
        <source>after connecting</source>
        <translation>建立连接之后</translation>
    </message>
    <message>
        <source>What the system said</source>
        <translation>系统给出的答复</translation>
    </message>
    <message>
        <source>Decided while</source>
        <translation>结果确定于</translation>
    </message>
    <message>
        <source>The step in which the outcome was settled</source>
        <translation>结果在哪一步确定</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>As getsockopt(SO_ERROR), or the call that failed at once, gave it</source>
        <translation>由 getsockopt(SO_ERROR) 或当即失败的调用给出</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>From the socket&apos;s error queue: type and code of the message that ended the attempt</source>
        <translation>取自套接字的错误队列：结束这次尝试的消息的类型和代码</translation>
    </message>
    <message>
        <source>Sent by</source>
        <translation>发送者</translation>
    </message>
    <message>
        <source>Who sent that message: the machine that said no</source>
        <translation>谁发来了这条消息：说“不”的那台机器</translation>
    </message>
    <message>
        <source>Largest packet</source>
        <translation>最大数据包</translation>
    </message>
    <message>
        <source>The MTU the message names</source>
        <translation>消息中给出的 MTU</translation>
    </message>
    <message>
        <source>TCP reset (RST)</source>
        <translation>TCP 重置（RST）</translation>
    </message>
    <message>
        <source>The error queue was empty: the refusal came as a TCP reset, not as an ICMP message</source>
        <translation>错误队列为空：拒绝是以 TCP 重置而不是 ICMP 消息到来的</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>tcpi_state</source>
        <translation>tcpi_state</translation>
    </message>
    <message>
        <source>Segments in, out</source>
        <translation>收、发报文段</translation>
    </message>
    <message>
        <source>tcpi_segs_in and tcpi_segs_out: packets of this connection</source>
        <translation>tcpi_segs_in 与 tcpi_segs_out：这条连接的数据包</translation>
    </message>
    <message>
        <source>Sent again</source>
        <translation>重发</translation>
    </message>
    <message>
        <source>tcpi_total_retrans: packets that had to be repeated</source>
        <translation>tcpi_total_retrans：不得不重发的数据包</translation>
    </message>
    <message>
        <source>Segment size</source>
        <translation>报文段大小</translation>
    </message>
    <message>
        <source>tcpi_snd_mss: the largest piece sent at once</source>
        <translation>tcpi_snd_mss：一次发送的最大长度</translation>
    </message>
    <message>
        <source>Bytes in, acked</source>
        <translation>收到、被确认的字节</translation>
    </message>
    <message>
        <source>tcpi_bytes_received and tcpi_bytes_acked: what came, and what the other side confirmed (the SYN counts as one)</source>
        <translation>tcpi_bytes_received 与 tcpi_bytes_acked：收到的和对方确认的字节（SYN 计为一个）</translation>
    </message>
    <message>
        <source>TCP, as the kernel saw it</source>
        <translation>内核看到的 TCP</translation>
    </message>
    <message>
        <source>What the server said</source>
        <translation>服务器说了什么</translation>
    </message>
    <message>
        <source>First bytes</source>
        <translation>最初的字节</translation>
    </message>
    <message>
        <source>As received; what cannot be shown is written as \x and a number</source>
        <translation>按收到的原样；无法显示的写成 \x 加数字</translation>
    </message>
    <message>
        <source>Received</source>
        <translation>收到</translation>
    </message>
    <message>
        <source>All bytes read after connecting</source>
        <translation>建立连接后读到的全部字节</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>是否询问</translation>
    </message>
    <message>
        <source>a hello was sent</source>
        <translation>发送了问候</translation>
    </message>
    <message>
        <source>nothing was sent</source>
        <translation>什么也没有发送</translation>
    </message>
    <message>
        <source>Whether this program said something first</source>
        <translation>本程序是否先说了话</translation>
    </message>
    <message>
        <source>Ended by</source>
        <translation>由谁结束</translation>
    </message>
    <message>
        <source>the server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>this program</source>
        <translation>本程序</translation>
    </message>
    <message>
        <source>Who closed the connection</source>
        <translation>谁关闭了连接</translation>
    </message>
</context>
<context>
    <name>Compared</name>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>修复前后对比</translation>
    </message>
    <message>
        <source>The fix is being verified: the same target is diagnosed again.</source>
        <translation>正在验证修复：再次诊断同一目标。</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Diagnose the same target again and compare, before and after</source>
        <translation>再次诊断同一目标，并对比修复前后的结果</translation>
    </message>
    <message>
        <source>Once you have run a fix: diagnoses the same target again and shows before and after.</source>
        <translation>执行修复之后：再次诊断同一目标，并显示修复前后的对比。</translation>
    </message>
</context>
<context>
    <name>LatencyScale</name>
    <message>
        <source>%1 µs</source>
        <translation>%1 µs</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
</context>
<context>
    <name>Outcome</name>
    <message>
        <source>connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>late</source>
        <translation>迟到</translation>
    </message>
    <message>
        <source>silent after connect</source>
        <translation>连接后无声</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒绝</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>被禁止</translation>
    </message>
    <message>
        <source>timed out</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>reset</source>
        <translation>被重置</translation>
    </message>
    <message>
        <source>closed after connect</source>
        <translation>连接后被关闭</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>不可达</translation>
    </message>
    <message>
        <source>unresolved</source>
        <translation>未能解析</translation>
    </message>
    <message>
        <source>failed on this machine</source>
        <translation>在本机失败</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>other error</source>
        <translation>其他错误</translation>
    </message>
    <message>
        <source>host unreachable</source>
        <translation>主机不可达</translation>
    </message>
    <message>
        <source>network unreachable</source>
        <translation>网络不可达</translation>
    </message>
    <message>
        <source>blocked on this machine</source>
        <translation>被本机阻止</translation>
    </message>
    <message>
        <source>no free local port</source>
        <translation>没有空闲的本地端口</translation>
    </message>
    <message>
        <source>no file descriptor left</source>
        <translation>没有可用的文件描述符</translation>
    </message>
    <message>
        <source>The connection was made, but a first packet (SYN) went unanswered and had to be sent again.</source>
        <translation>连接建立了，但首包（SYN）没有得到答复，不得不重发。</translation>
    </message>
    <message>
        <source>The connection was made at the first try.</source>
        <translation>第一次就建立了连接。</translation>
    </message>
    <message>
        <source>An answer came at once: no. Usually nothing listens on that port.</source>
        <translation>立即得到答复：不行。通常是该端口无人监听。</translation>
    </message>
    <message>
        <source>The connection was made, then the other side broke it off with a reset.</source>
        <translation>连接建立后，对方用重置将其中断。</translation>
    </message>
    <message>
        <source>No answer at all came within the time limit.</source>
        <translation>在时限内没有任何答复。</translation>
    </message>
    <message>
        <source>A router or this machine said that the host cannot be reached.</source>
        <translation>路由器或本机表示无法到达该主机。</translation>
    </message>
    <message>
        <source>There is no way to that network.</source>
        <translation>没有通往该网络的路。</translation>
    </message>
    <message>
        <source>A firewall said that this is prohibited.</source>
        <translation>防火墙表示这是被禁止的。</translation>
    </message>
    <message>
        <source>This machine did not let the packet out.</source>
        <translation>本机没有放行数据包。</translation>
    </message>
    <message>
        <source>This machine had no local port left for the connection.</source>
        <translation>本机没有剩余的本地端口可供连接。</translation>
    </message>
    <message>
        <source>This program had no file descriptor left for the connection.</source>
        <translation>本程序没有剩余的文件描述符可供连接。</translation>
    </message>
    <message>
        <source>The name gave no address, so nothing was tried.</source>
        <translation>名称没有给出地址，因此什么也没有尝试。</translation>
    </message>
    <message>
        <source>The connection was made, then closed before a single byte came.</source>
        <translation>连接建立后，在收到任何字节之前就被关闭。</translation>
    </message>
    <message>
        <source>The connection was made, then nothing came although an answer was due.</source>
        <translation>连接建立了，但本应有的答复没有来。</translation>
    </message>
    <message>
        <source>Stopped from here before anything was known.</source>
        <translation>在得知任何结果之前由这边停止。</translation>
    </message>
    <message>
        <source>It failed in a rare way; the error number in the detail says which.</source>
        <translation>以少见的方式失败；详情中的错误号说明了是哪一种。</translation>
    </message>
</context>
<context>
    <name>Tips</name>
    <message>
        <source>%1 in %2</source>
        <translation>%1，用时 %2</translation>
    </message>
    <message>
        <source>%1 after %2</source>
        <translation>%2 后%1</translation>
    </message>
    <message>
        <source>no address</source>
        <translation>没有地址</translation>
    </message>
    <message>
        <source>SYN sent again %1</source>
        <translation>SYN 重发 %1</translation>
    </message>
    <message>
        <source>from %1 to %2</source>
        <translation>从 %1 到 %2</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>network unreachable</source>
        <translation>网络不可达</translation>
    </message>
    <message>
        <source>host unreachable</source>
        <translation>主机不可达</translation>
    </message>
    <message>
        <source>protocol unreachable</source>
        <translation>协议不可达</translation>
    </message>
    <message>
        <source>port unreachable</source>
        <translation>端口不可达</translation>
    </message>
    <message>
        <source>packet too large for the way</source>
        <translation>数据包超过路径允许的大小</translation>
    </message>
    <message>
        <source>source route failed</source>
        <translation>源路由失败</translation>
    </message>
    <message>
        <source>network unknown</source>
        <translation>未知网络</translation>
    </message>
    <message>
        <source>host unknown</source>
        <translation>未知主机</translation>
    </message>
    <message>
        <source>network administratively prohibited</source>
        <translation>网络被管理策略禁止</translation>
    </message>
    <message>
        <source>host administratively prohibited</source>
        <translation>主机被管理策略禁止</translation>
    </message>
    <message>
        <source>network unreachable for this type of service</source>
        <translation>对此服务类型网络不可达</translation>
    </message>
    <message>
        <source>host unreachable for this type of service</source>
        <translation>对此服务类型主机不可达</translation>
    </message>
    <message>
        <source>administratively prohibited</source>
        <translation>被管理策略禁止</translation>
    </message>
    <message>
        <source>destination unreachable</source>
        <translation>目的不可达</translation>
    </message>
    <message>
        <source>no route to the destination</source>
        <translation>没有到目的地的路由</translation>
    </message>
    <message>
        <source>beyond the scope of the source address</source>
        <translation>超出源地址的范围</translation>
    </message>
    <message>
        <source>address unreachable</source>
        <translation>地址不可达</translation>
    </message>
    <message>
        <source>source address failed a policy</source>
        <translation>源地址不符合策略</translation>
    </message>
    <message>
        <source>a route rejects the destination</source>
        <translation>路由拒绝该目的地</translation>
    </message>
    <message>
        <source>the packet went in a circle or too far (time to live exceeded)</source>
        <translation>数据包绕圈或走得太远（TTL 超限）</translation>
    </message>
    <message>
        <source>the packet went in a circle or too far (hop limit exceeded)</source>
        <translation>数据包绕圈或走得太远（跳数超限）</translation>
    </message>
    <message>
        <source>another message</source>
        <translation>其他消息</translation>
    </message>
    <message>
        <source>this machine itself, no packet from outside</source>
        <translation>本机自身，没有来自外部的数据包</translation>
    </message>
    <message>
        <source>another source in the kernel</source>
        <translation>内核中的其他来源</translation>
    </message>
    <message>
        <source>local</source>
        <translation>本地</translation>
    </message>
    <message>
        <source>once</source>
        <translation>1 次</translation>
    </message>
    <message>
        <source>%1 times</source>
        <translation>%1 次</translation>
    </message>
    <message>
        <source>1 attempt</source>
        <translation>1 次尝试</translation>
    </message>
    <message>
        <source>%1 attempts</source>
        <translation>%1 次尝试</translation>
    </message>
    <message>
        <source>1 byte</source>
        <translation>1 字节</translation>
    </message>
    <message>
        <source>%1 bytes</source>
        <translation>%1 字节</translation>
    </message>
</context>
<context>
    <name>knockback::Actions</name>
    <message>
        <source>Guide me step by step…</source>
        <translation>分步引导…</translation>
    </message>
    <message>
        <source>Open a session…</source>
        <translation>打开会话…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Save the report…</source>
        <translation>保存报告…</translation>
    </message>
    <message>
        <source>Close the session</source>
        <translation>关闭会话</translation>
    </message>
    <message>
        <source>Diagnose</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Go to the target</source>
        <translation>转到目标</translation>
    </message>
    <message>
        <source>Next region</source>
        <translation>下一区域</translation>
    </message>
    <message>
        <source>Previous region</source>
        <translation>上一区域</translation>
    </message>
    <message>
        <source>Keys and version</source>
        <translation>快捷键与版本</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>再次打开</translation>
    </message>
    <message>
        <source>Kept, but not saved</source>
        <translation>已保留但未保存</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
</context>
<context>
    <name>knockback::AddressFamily</name>
    <message>
        <source>IPv4 and IPv6</source>
        <translation>IPv4 和 IPv6</translation>
    </message>
    <message>
        <source>IPv4 only</source>
        <translation>仅 IPv4</translation>
    </message>
    <message>
        <source>IPv6 only</source>
        <translation>仅 IPv6</translation>
    </message>
</context>
<context>
    <name>knockback::AskpassDialog</name>
    <message>
        <source>ssh asks</source>
        <translation>ssh 的提问</translation>
    </message>
    <message>
        <source>The answer is handed to ssh and to nobody else. Knockback does not store it.</source>
        <translation>回答只交给 ssh，不交给其他任何程序。Knockback 不会保存它。</translation>
    </message>
    <message>
        <source>Knockback logs in to a server by ssh, and ssh asks:</source>
        <translation>Knockback 正在通过 ssh 登录服务器，ssh 询问：</translation>
    </message>
    <message>
        <source>Knockback logs in to %1 by ssh, and ssh asks:</source>
        <translation>Knockback 正在通过 ssh 登录 %1，ssh 询问：</translation>
    </message>
    <message>
        <source>The question of ssh</source>
        <translation>ssh 的问题</translation>
    </message>
    <message>
        <source>ssh asks the same once more: most likely the answer before was not right.</source>
        <translation>ssh 再次提出同一问题：上一次的回答很可能不正确。</translation>
    </message>
    <message>
        <source>This is the password of the account on the server. With a key that ssh-agent holds nothing would be asked.</source>
        <translation>这是服务器上账户的密码。如果使用由 ssh-agent 保管的密钥，就不会询问。</translation>
    </message>
    <message>
        <source>This unlocks a key of yours. A key that ssh-agent holds (ssh-add) is not asked for again.</source>
        <translation>这将解锁您的一个密钥。由 ssh-agent 保管（ssh-add）的密钥不会再次询问。</translation>
    </message>
    <message>
        <source>A host key is what a server proves itself with. ssh does not know this one, as is usual the first time. Get the fingerprint from whoever runs the server, on another way than this connection, and compare it sign by sign. If they differ, somebody may stand in between: cancel.</source>
        <translation>服务器用主机密钥证明自己的身份。ssh 还不认识这个密钥，首次连接时通常如此。请通过此连接以外的途径向服务器管理员取得指纹，并逐字核对。如果不一致，可能有人在中间拦截：请取消。</translation>
    </message>
    <message>
        <source>This may be a question of the server itself, in its own words. Answer only what you would answer there on a terminal.</source>
        <translation>这可能是服务器自己提出的问题，用的是它自己的措辞。只回答您在终端上也会回答的内容。</translation>
    </message>
    <message>
        <source>Fingerprint of the key (%1)</source>
        <translation>密钥的指纹（%1）</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>指纹</translation>
    </message>
    <message>
        <source>Once trusted, ssh remembers it in its list of known hosts.</source>
        <translation>信任之后，ssh 会把它记入已知主机列表。</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation>显示输入的内容</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>No</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Trust this key</source>
        <translation>信任此密钥</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>This is longer than ssh takes (%1 bytes).</source>
        <translation>超过了 ssh 可接受的长度（%1 字节）。</translation>
    </message>
</context>
<context>
    <name>knockback::AttemptDetail</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Copy everything about this attempt</source>
        <translation>复制这次尝试的全部信息</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Choose an attempt in the table or in the timeline to see everything known of it.</source>
        <translation>在表格或时间线中选择一次尝试，即可查看它的全部信息。</translation>
    </message>
</context>
<context>
    <name>knockback::AttemptsDelegate</name>
    <message>
        <source>burst</source>
        <translation>突发</translation>
    </message>
    <message>
        <source>other port</source>
        <translation>其他端口</translation>
    </message>
    <message>
        <source>path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>%1×</source>
        <translation>%1 次</translation>
    </message>
    <message>
        <source>Local port</source>
        <translation>本地端口</translation>
    </message>
    <message>
        <source>SYN again</source>
        <translation>SYN 重发</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>met itself: nobody listens</source>
        <translation>连到了自己：无人监听</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 from %2: %3</source>
        <translation>%1，来自 %2：%3</translation>
    </message>
    <message>
        <source>SYN sent again %1</source>
        <translation>SYN 重发 %1</translation>
    </message>
    <message>
        <source>no answer, SYN sent again %1</source>
        <translation>没有答复，SYN 重发 %1</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有答复</translation>
    </message>
    <message>
        <source>before a single byte came</source>
        <translation>在收到任何字节之前</translation>
    </message>
    <message>
        <source>not one byte came</source>
        <translation>没有收到任何字节</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>%1 (%2), %3</source>
        <translation>%1（%2），%3</translation>
    </message>
    <message>
        <source>distance</source>
        <translation>测距</translation>
    </message>
    <message>
        <source>same local port</source>
        <translation>同一本地端口</translation>
    </message>
    <message>
        <source>reset (RST)</source>
        <translation>重置（RST）</translation>
    </message>
</context>
<context>
    <name>knockback::AttemptsModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Local port</source>
        <translation>本地端口</translation>
    </message>
    <message>
        <source>SYN again</source>
        <translation>SYN 重发</translation>
    </message>
    <message>
        <source>Purpose</source>
        <translation>目的</translation>
    </message>
    <message>
        <source>When it was started, local time</source>
        <translation>开始的时间，本地时间</translation>
    </message>
    <message>
        <source>Where it went to</source>
        <translation>去往哪里</translation>
    </message>
    <message>
        <source>What came of it</source>
        <translation>结果如何</translation>
    </message>
    <message>
        <source>Time until the connection stood, or until it failed</source>
        <translation>直到连接建立或失败所用的时间</translation>
    </message>
    <message>
        <source>Who said no, and how</source>
        <translation>谁说了“不”，以何种方式</translation>
    </message>
    <message>
        <source>The port it came from on this machine</source>
        <translation>本机发出时的端口</translation>
    </message>
    <message>
        <source>How often the first packet (SYN) had to be sent again</source>
        <translation>首包（SYN）不得不重发的次数</translation>
    </message>
    <message>
        <source>Why it was made; only observations and bursts count in the figures</source>
        <translation>为何进行；只有观察和突发计入统计</translation>
    </message>
</context>
<context>
    <name>knockback::Banner</name>
    <message>
        <source>Hide this</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Hide this message</source>
        <translation>隐藏这条消息</translation>
    </message>
</context>
<context>
    <name>knockback::Centre</name>
    <message>
        <source>Timeline of attempts</source>
        <translation>尝试的时间线</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>尝试</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>证据</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>域名</translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Attempts, newest last</source>
        <translation>尝试，最新的在最后</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
</context>
<context>
    <name>knockback::CheckPage</name>
    <message>
        <source>Step %1 of 9: %2</source>
        <translation>第 %1 步，共 9 步：%2</translation>
    </message>
    <message>
        <source>What we look at</source>
        <translation>我们看什么</translation>
    </message>
    <message>
        <source>This is said as soon as the attempts have begun.</source>
        <translation>尝试开始后这里就会说明。</translation>
    </message>
    <message>
        <source>What we saw</source>
        <translation>我们看到了什么</translation>
    </message>
    <message>
        <source>Being looked at now. You can go on; the answer is carried to the verdict.</source>
        <translation>正在查看。您可以继续；结果会带入结论。</translation>
    </message>
    <message>
        <source>Nothing yet. Go back to the target and start.</source>
        <translation>还没有内容。请回到目标页开始。</translation>
    </message>
    <message>
        <source>being looked at</source>
        <translation>正在查看</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>what, who said it</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>What it means</source>
        <translation>这意味着什么</translation>
    </message>
    <message>
        <source>Nothing follows from this step yet.</source>
        <translation>这一步目前还得不出什么。</translation>
    </message>
    <message>
        <source>What to do next</source>
        <translation>接下来做什么</translation>
    </message>
    <message>
        <source>What this step could not see is carried to the verdict as a limit.</source>
        <translation>这一步没能看到的，会作为局限写入结论。</translation>
    </message>
    <message>
        <source>To look for yourself:</source>
        <translation>自行查看：</translation>
    </message>
    <message>
        <source>To look for yourself, on the server:</source>
        <translation>如需亲自查看，请在服务器上运行：</translation>
    </message>
</context>
<context>
    <name>knockback::CheckRow</name>
    <message>
        <source>being looked at</source>
        <translation>正在查看</translation>
    </message>
    <message>
        <source>Being looked at…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>尚未查看</translation>
    </message>
    <message>
        <source>unfolded</source>
        <translation>已展开</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>What is found will stand here.</source>
        <translation>查到的内容会显示在这里。</translation>
    </message>
    <message>
        <source>What we look at</source>
        <translation>我们看什么</translation>
    </message>
    <message>
        <source>What it means</source>
        <translation>这意味着什么</translation>
    </message>
    <message>
        <source>What to do next</source>
        <translation>接下来做什么</translation>
    </message>
    <message>
        <source>To look for yourself, on the server:</source>
        <translation>如需亲自查看，请在服务器上运行：</translation>
    </message>
</context>
<context>
    <name>knockback::Checklist</name>
    <message>
        <source>Checklist</source>
        <translation>检查清单</translation>
    </message>
    <message>
        <source>9 steps</source>
        <translation>9 步</translation>
    </message>
    <message>
        <source>none fails</source>
        <translation>无失败</translation>
    </message>
    <message>
        <source>%1 of 9 fail</source>
        <translation>9 步中 %1 步失败</translation>
    </message>
    <message>
        <source>, %1 not seen</source>
        <translation>，%1 步未能看到</translation>
    </message>
</context>
<context>
    <name>knockback::CommandBlock</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the command %1</source>
        <translation>复制命令 %1</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>knockback::DecodeDialog</name>
    <message>
        <source>Read an error line</source>
        <translation>读懂错误行</translation>
    </message>
    <message>
        <source>Paste the error line of any program, or a piece of its log. It is only read here and sent nowhere.</source>
        <translation>请粘贴任意程序的错误行或一段日志。只在此处读取，不会发送到任何地方。</translation>
    </message>
    <message>
        <source>Error line</source>
        <translation>错误行</translation>
    </message>
    <message>
        <source>Which of the lines that were recognised</source>
        <translation>识别出的哪一行</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Use this target</source>
        <translation>使用此目标</translation>
    </message>
    <message>
        <source>No connection error is recognised in this text. Paste the whole line, with the name of the program, the host and the port.</source>
        <translation>在这段文字中没有识别出连接错误。请粘贴整行，包括程序名、主机和端口。</translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>第 %1 行：%2</translation>
    </message>
    <message>
        <source>Who spoke</source>
        <translation>谁在说话</translation>
    </message>
    <message>
        <source>In which phase</source>
        <translation>处于哪个阶段</translation>
    </message>
    <message>
        <source>Not said in the line</source>
        <translation>该行没有写明</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>%1, port %2</source>
        <translation>%1，端口 %2</translation>
    </message>
    <message>
        <source>%1. The other end of this leg: %2</source>
        <translation>%1。这一段的对端：%2</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>What it means</source>
        <translation>含义</translation>
    </message>
    <message>
        <source>Run next</source>
        <translation>接下来运行</translation>
    </message>
    <message>
        <source>What the line says will stand here: who spoke, about which connection and in which phase, what the error means, and where it was going.

Knockback reads the lines of Go, Java, Node.js, Python, .NET, curl, nginx, PostgreSQL, MySQL, Redis, ssh, gRPC and OpenSSL, and of the many programs that write as these do.</source>
        <translation>这里会显示：谁在说话、讲的是哪一条连接、处于哪个阶段、错误是什么意思、目标是哪里。

Knockback 能读懂 Go、Java、Node.js、Python、.NET、curl、nginx、PostgreSQL、MySQL、Redis、ssh、gRPC、OpenSSL 的错误行，以及许多写法相同的程序的错误行。</translation>
    </message>
</context>
<context>
    <name>knockback::Dialogs</name>
    <message>
        <source>Keep what was seen?</source>
        <translation>保留看到的内容吗？</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Discard it</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation>留在这里</translation>
    </message>
</context>
<context>
    <name>knockback::Document</name>
    <message>
        <source>This session is not kept on disk.</source>
        <translation>这个会话没有保存在磁盘上。</translation>
    </message>
    <message>
        <source>The disk of unsaved sessions is full: this one is kept in memory only. Save the report, or free some space and start again.</source>
        <translation>存放未保存会话的磁盘已满：这次会话只保留在内存中。请保存报告，或腾出空间后重新开始。</translation>
    </message>
    <message>
        <source>The disk of unsaved sessions is full: this one is in %1 for now. Save it where there is room.</source>
        <translation>存放未保存会话的磁盘已满：这次会话暂存在 %1。请另存到有空间的地方。</translation>
    </message>
</context>
<context>
    <name>knockback::EmptyState</name>
    <message>
        <source>Why does the connection fail?</source>
        <translation>连接为什么失败？</translation>
    </message>
    <message>
        <source>Type the host and the port from the error message above and press Diagnose. Knockback connects as your program would, plots every attempt, goes through nine checks and names the cause with its evidence. Watch keeps trying and shows what comes and goes.</source>
        <translation>在上方输入错误消息里的主机和端口，然后按“诊断”。Knockback 会像您的程序那样去连接，把每次尝试画在图上，走完九项检查，并给出原因和证据。“观察”会持续尝试，显示时好时坏的情况。</translation>
    </message>
    <message>
        <source>Guide me step by step…</source>
        <translation>分步引导…</translation>
    </message>
    <message>
        <source>Open a saved session…</source>
        <translation>打开已保存的会话…</translation>
    </message>
    <message>
        <source>Try it without a broken server</source>
        <translation>没有坏掉的服务器也能试</translation>
    </message>
    <message>
        <source>Each of these starts a small faulty server on this machine only (127.0.0.1) and looks at it. It ends with Knockback.</source>
        <translation>以下每一项都会只在本机（127.0.0.1）启动一个有故障的小服务器并进行诊断。它随 Knockback 一起结束。</translation>
    </message>
    <message>
        <source>Paste an error line…</source>
        <translation>粘贴错误行…</translation>
    </message>
</context>
<context>
    <name>knockback::EmptyTimeline</name>
    <message>
        <source>No attempts yet</source>
        <translation>还没有尝试</translation>
    </message>
    <message>
        <source>Each attempt to connect becomes a mark here: the higher, the slower. Failures stand on a line of their own below.</source>
        <translation>每次连接尝试在这里是一个标记：越高越慢。失败单独标在下面的一行上。</translation>
    </message>
    <message>
        <source>Type a host and a port above and press Watch.</source>
        <translation>在上方输入主机和端口，然后按“观察”。</translation>
    </message>
    <message>
        <source>The first one is under way.</source>
        <translation>第一次尝试正在进行。</translation>
    </message>
</context>
<context>
    <name>knockback::EvidencePanel</name>
    <message>
        <source>Evidence</source>
        <translation>证据</translation>
    </message>
    <message>
        <source>What the verdict stands on will be listed here, each piece with who said it and when.</source>
        <translation>结论所依据的证据会列在这里，每一条都注明由谁、在何时给出。</translation>
    </message>
    <message>
        <source>Why: %1</source>
        <translation>原因：%1</translation>
    </message>
    <message>
        <source>Nothing speaks for one cause yet.</source>
        <translation>还没有证据指向某一个原因。</translation>
    </message>
    <message>
        <source>What could look the same</source>
        <translation>还有什么看起来会一样</translation>
    </message>
    <message>
        <source>To tell them apart: %1</source>
        <translation>如何区分：%1</translation>
    </message>
    <message>
        <source>What could not be seen from here</source>
        <translation>从这里看不到的</translation>
    </message>
</context>
<context>
    <name>knockback::Files</name>
    <message>
        <source>Everything up to %1 is in %2.</source>
        <translation>截至 %1 的全部内容都在 %2 中。</translation>
    </message>
    <message>
        <source>Save the session</source>
        <translation>保存会话</translation>
    </message>
    <message>
        <source>Knockback sessions (*.knock)</source>
        <translation>Knockback 会话 (*.knock)</translation>
    </message>
    <message>
        <source>The session was not saved. %1</source>
        <translation>会话没有保存。%1</translation>
    </message>
    <message>
        <source>The session is saved in %1.</source>
        <translation>会话已保存到 %1。</translation>
    </message>
    <message>
        <source>There is nothing to report yet. Diagnose a target first.</source>
        <translation>还没有可报告的内容。请先诊断一个目标。</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Web page (*.html);;JSON (*.json);;Markdown (*.md);;Table of attempts (*.csv)</source>
        <translation>网页 (*.html);;JSON (*.json);;Markdown (*.md);;尝试表格 (*.csv)</translation>
    </message>
    <message>
        <source>The report was not saved. %1</source>
        <translation>报告没有保存。%1</translation>
    </message>
    <message>
        <source>The report is in %1.</source>
        <translation>报告在 %1 中。</translation>
    </message>
    <message>
        <source>Open a session</source>
        <translation>打开会话</translation>
    </message>
    <message>
        <source>Knockback sessions (*.knock);;All files (*)</source>
        <translation>Knockback 会话 (*.knock);;所有文件 (*)</translation>
    </message>
    <message>
        <source>The attempts to %1 port %2 are not in a file of yours yet.</source>
        <translation>对 %1 端口 %2 的尝试还没有存入您的文件。</translation>
    </message>
</context>
<context>
    <name>knockback::FixPanel</name>
    <message>
        <source>Fix</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>What to do will stand here: where, the exact commands, and how to see that it worked.</source>
        <translation>该做什么会显示在这里：在哪里做、确切的命令，以及如何确认已经生效。</translation>
    </message>
    <message>
        <source>There is nothing to mend for this.</source>
        <translation>这里没有需要修复的。</translation>
    </message>
    <message>
        <source>%1. %2 (%3)</source>
        <comment>number, what to do, where</comment>
        <translation>%1. %2（%3）</translation>
    </message>
    <message>
        <source>To see that it worked: %1</source>
        <translation>如何确认已生效：%1</translation>
    </message>
    <message>
        <source>Knockback changes nothing by itself. Read a command before you run it.</source>
        <translation>Knockback 自己不做任何改动。运行命令之前请先读懂它。</translation>
    </message>
    <message>
        <source>What is true</source>
        <translation>实情</translation>
    </message>
    <message>
        <source>So that it does not come back</source>
        <translation>如何防止再次发生</translation>
    </message>
    <message>
        <source>To read on</source>
        <translation>延伸阅读</translation>
    </message>
</context>
<context>
    <name>knockback::LaneChart</name>
    <message>
        <source>SYN sent again</source>
        <translation>SYN 重发</translation>
    </message>
    <message>
        <source>again (%1)</source>
        <translation>重发（%1）</translation>
    </message>
    <message>
        <source>failures</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>No attempts in this stretch of time</source>
        <translation>这段时间内没有尝试</translation>
    </message>
    <message>
        <source>Nothing connected in this stretch of time</source>
        <translation>这段时间内没有一次连上</translation>
    </message>
</context>
<context>
    <name>knockback::Legend</name>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>knockback::MainWindow</name>
    <message>
        <source>Practice: %1. %2</source>
        <translation>练习：%1。%2</translation>
    </message>
    <message numerus="yes">
        <source>Knockback did not end in order. What it had seen was kept: %1 port %2, from %3, %n attempt(s).</source>
        <translation>
            <numerusform>Knockback 上次没有正常结束。它看到的内容已保留：%1 端口 %2，始于 %3，%n 次尝试。</numerusform>
        </translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开</translation>
    </message>
</context>
<context>
    <name>knockback::Menus</name>
    <message>
        <source>No session was saved yet</source>
        <translation>还没有保存过会话</translation>
    </message>
    <message>
        <source>Nothing is kept</source>
        <translation>没有保留的内容</translation>
    </message>
    <message>
        <source>Keys and version</source>
        <translation>快捷键与版本</translation>
    </message>
    <message>
        <source>Finds out why a TCP connection fails.

Ctrl+L  target
Ctrl+Return  diagnose
Space  watch, pause
Esc  stop
Ctrl+G  step by step
Ctrl+S  save
Ctrl+E  report
F6  next region
In the timeline: arrows, + and −, Home, End

Free software under the GNU General Public License, version 3 or later.</source>
        <translation>查明 TCP 连接为什么失败。

Ctrl+L  目标
Ctrl+Return  诊断
空格  观察、暂停
Esc  停止
Ctrl+G  分步引导
Ctrl+S  保存
Ctrl+E  报告
F6  下一区域
在时间线中：方向键、+ 和 −、Home、End

自由软件，遵循 GNU 通用公共许可证第 3 版或更高版本。</translation>
    </message>
</context>
<context>
    <name>knockback::NamesPanel</name>
    <message>
        <source>Names</source>
        <translation>域名</translation>
    </message>
    <message>
        <source>What the hosts file and each name server answered will be listed here, side by side.</source>
        <translation>hosts 文件和每个域名服务器的答复会并排列在这里。</translation>
    </message>
    <message>
        <source>An address was given</source>
        <translation>给出的是地址</translation>
    </message>
    <message>
        <source>%1 is an address, so no name had to be looked up.</source>
        <translation>%1 是一个地址，因此不必查询域名。</translation>
    </message>
    <message>
        <source>Addresses that are tried, in this order</source>
        <translation>依次尝试的地址</translation>
    </message>
    <message>
        <source>None. No source gave an address for %1.</source>
        <translation>没有。没有任何来源给出 %1 的地址。</translation>
    </message>
    <message>
        <source>A name that is nearly the same does exist: %1</source>
        <translation>有一个几乎相同的名称确实存在：%1</translation>
    </message>
    <message>
        <source>How this machine looks names up</source>
        <translation>本机如何查询域名</translation>
    </message>
    <message>
        <source>Search list in %1: %2</source>
        <translation>%1 中的搜索列表：%2</translation>
    </message>
    <message>
        <source>Who answered what</source>
        <translation>谁答复了什么</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>已答复</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>%1 %2 (TTL %3 s)</source>
        <translation>%1 %2（TTL %3 秒）</translation>
    </message>
    <message>
        <source>No answer yet.</source>
        <translation>还没有答复。</translation>
    </message>
</context>
<context>
    <name>knockback::NotesPanel</name>
    <message>
        <source>Notes</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Notes of this session</source>
        <translation>本会话的备注</translation>
    </message>
    <message>
        <source>A new note</source>
        <translation>新备注</translation>
    </message>
    <message>
        <source>Add note</source>
        <translation>添加备注</translation>
    </message>
    <message>
        <source>An opened session is only read</source>
        <translation>打开的会话只能阅读</translation>
    </message>
    <message>
        <source>What you changed, what you were told, who is on it</source>
        <translation>您改了什么、得到什么答复、谁在处理</translation>
    </message>
    <message>
        <source>Notes are kept with a session: start one first</source>
        <translation>备注随会话保存：请先开始一个会话</translation>
    </message>
    <message>
        <source>No notes yet. What is written here is saved with the session and stands in its report.</source>
        <translation>还没有备注。写在这里的内容随会话保存，并出现在报告中。</translation>
    </message>
</context>
<context>
    <name>knockback::ObservePage</name>
    <message>
        <source>Each mark below is one attempt to connect: its place says when, its height how long it took, its shape and colour how it ended. Failures stand on a line of their own.</source>
        <translation>下面每个标记是一次连接尝试：位置表示时间，高度表示用时，形状和颜色表示结果。失败单独标在一行上。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>The first attempts are on their way.</source>
        <translation>最初的尝试正在进行。</translation>
    </message>
    <message>
        <source>Nothing was tried yet. Go back to the target.</source>
        <translation>还没有尝试过。请回到目标页。</translation>
    </message>
    <message>
        <source>Done. More attempts of the same kind would show nothing new.</source>
        <translation>完成。再做同样的尝试不会有新的发现。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>count, outcome</comment>
        <translation>%1 次%2</translation>
    </message>
    <message>
        <source>%1 of them late</source>
        <translation>其中 %1 次迟到</translation>
    </message>
    <message>
        <source>No attempt has ended yet.</source>
        <translation>还没有尝试结束。</translation>
    </message>
    <message>
        <source>Observe</source>
        <translation>观察</translation>
    </message>
    <message>
        <source>What happens when we connect</source>
        <translation>连接时发生了什么</translation>
    </message>
</context>
<context>
    <name>knockback::OutcomeStrip</name>
    <message>
        <source>outcomes</source>
        <translation>结果</translation>
    </message>
</context>
<context>
    <name>knockback::OverviewStrip</name>
    <message>
        <source>The whole session. Drag the frame to move, its edges to zoom, or click where to look.</source>
        <translation>整个会话。拖动方框可移动，拖动边缘可缩放，或点击要看的地方。</translation>
    </message>
    <message>
        <source>overview</source>
        <translation>总览</translation>
    </message>
</context>
<context>
    <name>knockback::Path</name>
    <message>
        <source>you</source>
        <translation>您</translation>
    </message>
    <message>
        <source>names</source>
        <translation>域名</translation>
    </message>
    <message>
        <source>router</source>
        <translation>路由器</translation>
    </message>
    <message>
        <source>port %1</source>
        <translation>端口 %1</translation>
    </message>
    <message>
        <source>taken out</source>
        <translation>已摘除</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>有应答</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>拒绝连接</translation>
    </message>
    <message>
        <source>silent</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>not there</source>
        <translation>不存在</translation>
    </message>
    <message>
        <source>access denied</source>
        <translation>无权访问</translation>
    </message>
    <message>
        <source>unreachable</source>
        <translation>不可达</translation>
    </message>
    <message>
        <source>not tried</source>
        <translation>未试连</translation>
    </message>
    <message>
        <source>fails</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Behind the proxy: %1, %2.</source>
        <translation>代理后面：%1，%2。</translation>
    </message>
    <message>
        <source>Lines of the proxy&apos;s log about these attempts: %1.</source>
        <translation>代理日志中与这些尝试对应的记录：%1 条。</translation>
    </message>
</context>
<context>
    <name>knockback::PathPicture</name>
    <message>
        <source>%1: works up to here</source>
        <translation>%1：到这里为止正常</translation>
    </message>
    <message>
        <source>%1: here it fails</source>
        <translation>%1：在这里失败</translation>
    </message>
    <message>
        <source>%1: could not be seen</source>
        <translation>%1：未能看到</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>knockback::PhaseBar</name>
    <message>
        <source>connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>From the first packet until it was clear that there is no connection: %1</source>
        <translation>从首包到确定没有连接：%1</translation>
    </message>
    <message>
        <source>Until the connection stood: %1</source>
        <translation>直到连接建立：%1</translation>
    </message>
    <message>
        <source>first byte</source>
        <translation>首字节</translation>
    </message>
    <message>
        <source>From the connection until the first byte of the server: %1</source>
        <translation>从连接建立到服务器的首字节：%1</translation>
    </message>
    <message>
        <source>reading</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>What else came, until the end: %1</source>
        <translation>直到结束还收到的内容：%1</translation>
    </message>
    <message>
        <source>listening</source>
        <translation>倾听</translation>
    </message>
    <message>
        <source>Waited for the server to say something: %1</source>
        <translation>等待服务器说话：%1</translation>
    </message>
    <message>
        <source>The lines: here the SYN was sent again</source>
        <translation>竖线：SYN 在此重发</translation>
    </message>
</context>
<context>
    <name>knockback::PracticeList</name>
    <message>
        <source>Practice targets</source>
        <translation>练习目标</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>练习</translation>
    </message>
    <message>
        <source>Faulty servers on this machine, to learn and to try.</source>
        <translation>本机上有故障的服务器，用来学习和尝试。</translation>
    </message>
</context>
<context>
    <name>knockback::RunOptionsDialog</name>
    <message>
        <source>What the port is for</source>
        <translation>按端口的惯用协议</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>什么也不发送</translation>
    </message>
    <message>
        <source>Nothing, and wait for a greeting</source>
        <translation>什么也不发送，等待对方问候</translation>
    </message>
    <message>
        <source>Options of the attempts</source>
        <translation>尝试的选项</translation>
    </message>
    <message>
        <source>As usual</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Puts everything here back to what it is without a choice</source>
        <translation>把这里的一切恢复为未作选择时的状态</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use these</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Say once connected</source>
        <translation>连上后发送</translation>
    </message>
    <message>
        <source>Nothing is ever changed or logged in to. Choose the protocol when the service is not on its usual port.</source>
        <translation>从不更改任何东西，也不登录。服务不在惯用端口上时，请选择协议。</translation>
    </message>
    <message>
        <source>the system chooses</source>
        <translation>由系统选择</translation>
    </message>
    <message>
        <source>From address</source>
        <translation>源地址</translation>
    </message>
    <message>
        <source>Through interface</source>
        <translation>网络接口</translation>
    </message>
    <message>
        <source>for example 198.51.100.53, [2001:db8::53]:5353</source>
        <translation>例如 198.51.100.53, [2001:db8::53]:5353</translation>
    </message>
    <message>
        <source>Ask these DNS servers too</source>
        <translation>另外询问这些 DNS 服务器</translation>
    </message>
    <message>
        <source>Beside those that this machine is set up with.</source>
        <translation>在本机已配置的服务器之外。</translation>
    </message>
    <message>
        <source>May try an address that exists nowhere</source>
        <translation>可以尝试不存在的地址</translation>
    </message>
    <message>
        <source>Only when something seems to answer for everybody: whatever connects there is no server of yours. Some networks report such attempts.</source>
        <translation>仅当似乎有设备代所有主机应答时：在那里连上的不会是您的服务器。有些网络会把这种尝试上报。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not an IP address of this machine.</source>
        <translation>“%1”不是本机的 IP 地址。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is not the address of a DNS server. Write 198.51.100.53, 198.51.100.53:5353 or [2001:db8::53]:53.</source>
        <translation>“%1”不是 DNS 服务器的地址。请写成 198.51.100.53、198.51.100.53:5353 或 [2001:db8::53]:53。</translation>
    </message>
    <message>
        <source>Once connected: %1</source>
        <translation>连上后：%1</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>源地址 %1</translation>
    </message>
    <message>
        <source>Through %1</source>
        <translation>接口 %1</translation>
    </message>
    <message>
        <source>DNS servers too: %1</source>
        <translation>另询问 DNS 服务器：%1</translation>
    </message>
    <message>
        <source>No address that exists nowhere is tried</source>
        <translation>不尝试不存在的地址</translation>
    </message>
    <message>
        <source>Facts of the server</source>
        <translation>服务器一侧的信息</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is no place that facts of a server come from. Write local, none, ssh://USER@HOST, ssh://HOST:PORT or transcript:FILE.</source>
        <translation>&quot;%1&quot; 不是服务器信息的来源。请写 local、none、ssh://用户@主机、ssh://主机:端口 或 transcript:文件。</translation>
    </message>
    <message>
        <source>Facts of the server: %1</source>
        <translation>服务器一侧的信息：%1</translation>
    </message>
    <message>
        <source>for example ssh://admin@db.example</source>
        <translation>例如 ssh://admin@db.example</translation>
    </message>
    <message>
        <source>This machine&apos;s own are used where it is the server itself. Another one is asked through your own ssh (with your keys and agent; what ssh asks comes in a window), or by what &quot;knockback-cli collect&quot; printed there (transcript:FILE). &quot;none&quot; asks nobody.</source>
        <translation>如果服务器就是本机，则直接使用本机的信息。其他服务器通过您自己的 ssh 查询（使用您的密钥和代理；ssh 的提问会在窗口中出现），或使用在那里运行 &quot;knockback-cli collect&quot; 的输出（transcript:文件）。&quot;none&quot; 表示不查询。</translation>
    </message>
</context>
<context>
    <name>knockback::SavePage</name>
    <message>
        <source>Save the report…</source>
        <translation>保存报告…</translation>
    </message>
    <message>
        <source>One page with the verdict, the evidence, the plot and the commands, for whoever has to mend it. HTML opens in any browser and prints well; JSON is for programs.</source>
        <translation>一页内容：结论、证据、图和命令，交给要修复它的人。HTML 可在任何浏览器中打开并适合打印；JSON 供程序使用。</translation>
    </message>
    <message>
        <source>Save the session…</source>
        <translation>保存会话…</translation>
    </message>
    <message>
        <source>Everything that was seen, every attempt, to open again in Knockback.</source>
        <translation>看到的一切、每次尝试，可再次用 Knockback 打开。</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Keep it, or hand it on</source>
        <translation>保存下来，或交给别人</translation>
    </message>
    <message>
        <source>A report, for somebody else</source>
        <translation>报告：交给别人</translation>
    </message>
    <message>
        <source>The session, for later</source>
        <translation>会话：以后再看</translation>
    </message>
</context>
<context>
    <name>knockback::ServerPanel</name>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>The server itself is not seen yet</source>
        <translation>还看不到服务器本身</translation>
    </message>
    <message>
        <source>The commands for this target stand here as soon as there is a diagnosis.</source>
        <translation>一有诊断结果，针对此目标的命令就会显示在这里。</translation>
    </message>
    <message>
        <source>The server could not be asked, or not to the end</source>
        <translation>未能询问服务器，或未能问完</translation>
    </message>
    <message>
        <source>What %1 says of itself</source>
        <translation>%1 对自身的说明</translation>
    </message>
    <message>
        <source>Asked by ssh: %1.</source>
        <translation>通过 ssh 询问：%1。</translation>
    </message>
    <message>
        <source>Read from a transcript: %1.</source>
        <translation>读自记录文件：%1。</translation>
    </message>
    <message>
        <source>It is this machine itself.</source>
        <translation>就是本机。</translation>
    </message>
    <message>
        <source>Read with the rights of root.</source>
        <translation>以 root 权限读取。</translation>
    </message>
    <message>
        <source>Read with the rights of an ordinary user.</source>
        <translation>以普通用户权限读取。</translation>
    </message>
    <message>
        <source>What could not be seen there</source>
        <translation>在那里看不到的</translation>
    </message>
    <message>
        <source>What was run there</source>
        <translation>在那里运行过的命令</translation>
    </message>
    <message>
        <source>Every command, as it was typed. All of them only read; what they said is kept in the session.</source>
        <translation>每条命令都按原样列出。它们都只读取；其输出保存在会话中。</translation>
    </message>
    <message>
        <source>Knockback looks from this machine only. With a login there (ssh), or a transcript made there, it reads the server&apos;s side itself: see the options beside the addresses, above. Or run these commands there; they only read.</source>
        <translation>Knockback 只从本机观察。如果能登录服务器（ssh），或有在服务器上生成的记录文件，它会自己读取服务器一侧：见上方“地址”旁的选项。也可以在服务器上运行下列命令，它们都只读取。</translation>
    </message>
</context>
<context>
    <name>knockback::StatisticsPanel</name>
    <message>
        <source>attempts</source>
        <translation>尝试</translation>
    </message>
    <message>
        <source>How many attempts were started in this window.</source>
        <translation>此时间窗内开始了多少次尝试。</translation>
    </message>
    <message>
        <source>%1 % of the attempts in this window.</source>
        <translation>占此时间窗内尝试的 %1 %。</translation>
    </message>
    <message>
        <source>median</source>
        <translation>中位数</translation>
    </message>
    <message>
        <source>Half of the connections were made faster than this.</source>
        <translation>一半的连接比这更快。</translation>
    </message>
    <message>
        <source>95 %</source>
        <translation>95 %</translation>
    </message>
    <message>
        <source>95 of 100 connections were made faster than this.</source>
        <translation>100 次连接中有 95 次比这更快。</translation>
    </message>
    <message>
        <source>99 %</source>
        <translation>99 %</translation>
    </message>
    <message>
        <source>99 of 100 connections were made faster than this.</source>
        <translation>100 次连接中有 99 次比这更快。</translation>
    </message>
    <message>
        <source>fastest</source>
        <translation>最快</translation>
    </message>
    <message>
        <source>The fastest connection: about the way there and back.</source>
        <translation>最快的连接：大致等于一个往返。</translation>
    </message>
    <message>
        <source>slowest</source>
        <translation>最慢</translation>
    </message>
    <message>
        <source>The slowest connection that was made at all.</source>
        <translation>已建立的连接中最慢的一次。</translation>
    </message>
    <message>
        <source>jitter</source>
        <translation>抖动</translation>
    </message>
    <message>
        <source>How much neighbouring connections differ on average.</source>
        <translation>相邻连接平均相差多少。</translation>
    </message>
    <message>
        <source>SYN sent again</source>
        <translation>SYN 重发</translation>
    </message>
    <message>
        <source>First packets that went unanswered and had to be sent again.</source>
        <translation>没有得到答复而不得不重发的首包。</translation>
    </message>
    <message>
        <source>Copy figures</source>
        <translation>复制数据</translation>
    </message>
    <message>
        <source>No attempt was started in this stretch of time.</source>
        <translation>这段时间内没有发起尝试。</translation>
    </message>
    <message>
        <source>Nothing connected in this stretch of time, so there are no times of connections to sum up.</source>
        <translation>这段时间内没有一次连上，因此没有连接用时可统计。</translation>
    </message>
</context>
<context>
    <name>knockback::StatusLine</name>
    <message>
        <source>Nothing is being tried.</source>
        <translation>没有在尝试任何目标。</translation>
    </message>
    <message numerus="yes">
        <source>%n attempt(s)</source>
        <translation>
            <numerusform>%n 次尝试</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>count, outcome</comment>
        <translation>%1 次%2</translation>
    </message>
    <message>
        <source>median %1</source>
        <translation>中位数 %1</translation>
    </message>
    <message>
        <source>opened for reading, ends %1</source>
        <translation>以只读方式打开，结束于 %1</translation>
    </message>
    <message>
        <source>saved %1</source>
        <translation>已保存至 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n address(es)</source>
        <translation>
            <numerusform>%n 个地址</numerusform>
        </translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>本机</translation>
    </message>
    <message>
        <source>not saved yet, kept up to %1</source>
        <translation>尚未保存，已保留至 %1</translation>
    </message>
</context>
<context>
    <name>knockback::TargetBar</name>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Host name or address, for example db.internal</source>
        <translation>主机名或地址，例如 db.internal</translation>
    </message>
    <message>
        <source>Host name or address</source>
        <translation>主机名或地址</translation>
    </message>
    <message>
        <source>5432 or postgresql</source>
        <translation>5432 或 postgresql</translation>
    </message>
    <message>
        <source>Port number or service name</source>
        <translation>端口号或服务名</translation>
    </message>
    <message>
        <source>Time between attempts</source>
        <translation>两次尝试之间的时间</translation>
    </message>
    <message>
        <source>How long to wait between two attempts while watching. Diagnose chooses its own pace.</source>
        <translation>观察时两次尝试之间等待多久。诊断自行决定节奏。</translation>
    </message>
    <message>
        <source>Limit of one attempt</source>
        <translation>单次尝试的时限</translation>
    </message>
    <message>
        <source>How long one attempt may take before it counts as timed out.</source>
        <translation>一次尝试最多用多久，超过即算超时。</translation>
    </message>
    <message>
        <source>Address family</source>
        <translation>地址族</translation>
    </message>
    <message>
        <source>Which kinds of addresses to try.</source>
        <translation>尝试哪些种类的地址。</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Every</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Timeout</source>
        <translation>时限</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>更多操作</translation>
    </message>
    <message>
        <source>More: open, save, report, guided wizard, look</source>
        <translation>更多：打开、保存、报告、分步引导、外观</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Make no new attempts until you go on (Space)</source>
        <translation>暂停新的尝试，直到继续（空格）</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Make attempts again (Space)</source>
        <translation>继续尝试（空格）</translation>
    </message>
    <message>
        <source>Watch</source>
        <translation>观察</translation>
    </message>
    <message>
        <source>Make an attempt at a steady pace until you stop it, and plot each one (Space)</source>
        <translation>按固定节奏不断尝试并画出每一次，直到停止（空格）</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop and keep everything seen so far (Esc)</source>
        <translation>停止，并保留到目前为止看到的一切（Esc）</translation>
    </message>
    <message>
        <source>Diagnose</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Make attempts until the cause is clear, 15 seconds at most (Ctrl+Return)</source>
        <translation>不断尝试直到原因明确，最多 15 秒（Ctrl+Return）</translation>
    </message>
    <message>
        <source>Options of the attempts</source>
        <translation>尝试的选项</translation>
    </message>
    <message>
        <source>What to say once connected, the way out, more DNS servers</source>
        <translation>连上后发送什么、从哪里出去、更多 DNS 服务器</translation>
    </message>
</context>
<context>
    <name>knockback::TargetList</name>
    <message>
        <source>Targets</source>
        <translation>目标</translation>
    </message>
</context>
<context>
    <name>knockback::TargetPage</name>
    <message>
        <source>Take the host and the port from the error message, or from the settings of the program that cannot connect.</source>
        <translation>主机和端口取自错误消息，或取自连不上的那个程序的设置。</translation>
    </message>
    <message>
        <source>Host name or address</source>
        <translation>主机名或地址</translation>
    </message>
    <message>
        <source>for example db.internal or 203.0.113.2</source>
        <translation>例如 db.internal 或 203.0.113.2</translation>
    </message>
    <message>
        <source>Port number or service name</source>
        <translation>端口号或服务名</translation>
    </message>
    <message>
        <source>for example 5432 or postgresql</source>
        <translation>例如 5432 或 postgresql</translation>
    </message>
    <message>
        <source>Next starts the attempts: Knockback connects to this port as your program would, a few times, and closes politely each time. It changes nothing there.</source>
        <translation>按“下一步”即开始尝试：Knockback 会像您的程序那样连接这个端口几次，每次都礼貌地关闭。它不会改动那里的任何东西。</translation>
    </message>
    <message>
        <source>What do you want to reach?</source>
        <translation>您想连接哪里？</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>去哪里</translation>
    </message>
</context>
<context>
    <name>knockback::TargetTile</name>
    <message>
        <source>no attempt yet</source>
        <translation>还没有尝试</translation>
    </message>
    <message>
        <source>%1 % fail</source>
        <translation>%1 % 失败</translation>
    </message>
</context>
<context>
    <name>knockback::TimelineControls</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 天</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Follow the newest attempt (End)</source>
        <translation>跟随最新的尝试（End）</translation>
    </message>
    <message>
        <source>Logarithmic latency scale (L)</source>
        <translation>对数延迟刻度（L）</translation>
    </message>
    <message>
        <source>Logarithmic scale</source>
        <translation>对数刻度</translation>
    </message>
    <message>
        <source>Zoom in (+)</source>
        <translation>放大（+）</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out (−)</source>
        <translation>缩小（−）</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Show everything (0)</source>
        <translation>显示全部（0）</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>显示全部</translation>
    </message>
    <message>
        <source>How much time is in view</source>
        <translation>显示多长时间</translation>
    </message>
    <message>
        <source>Time in view</source>
        <translation>显示的时间</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>knockback::TimelineView</name>
    <message>
        <source>no address (the name did not resolve)</source>
        <translation>没有地址（名称未能解析）</translation>
    </message>
    <message>
        <source>none failed</source>
        <translation>无失败</translation>
    </message>
    <message>
        <source>%1 % failed</source>
        <translation>%1 % 失败</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Latency and outcome of every attempt over time. Control and arrow keys step from attempt to attempt.</source>
        <translation>每次尝试的延迟和结果随时间的变化。Ctrl 加方向键可逐次移动。</translation>
    </message>
</context>
<context>
    <name>knockback::VerdictCard</name>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>Show the fix</source>
        <translation>显示修复方法</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>The evidence, what else it could look like, and what could not be seen</source>
        <translation>证据、看起来相似的其他原因，以及未能看到的</translation>
    </message>
    <message>
        <source>Reading the session…</source>
        <translation>正在读取会话…</translation>
    </message>
    <message>
        <source>Finding out what happens at %1 port %2.</source>
        <translation>正在查明 %1 端口 %2 的情况。</translation>
    </message>
    <message>
        <source>What is wrong will stand here, in one sentence.</source>
        <translation>问题所在会用一句话显示在这里。</translation>
    </message>
    <message>
        <source>It was stopped before anything was seen.</source>
        <translation>在看到任何情况之前就停止了。</translation>
    </message>
    <message>
        <source>Type a host and a port above and press Diagnose.</source>
        <translation>在上方输入主机和端口，然后按“诊断”。</translation>
    </message>
    <message>
        <source>Paused. No attempts are made.</source>
        <translation>已暂停。不进行尝试。</translation>
    </message>
    <message>
        <source>Verdict so far</source>
        <translation>目前的结论</translation>
    </message>
    <message>
        <source>Also: %1</source>
        <translation>另外：%1</translation>
    </message>
    <message>
        <source>What to do next</source>
        <translation>接下来做什么</translation>
    </message>
</context>
<context>
    <name>knockback::VerdictPage</name>
    <message>
        <source>There is no verdict yet. It stands here as soon as the first attempts have ended.</source>
        <translation>还没有结论。最初的尝试一结束就会显示在这里。</translation>
    </message>
    <message>
        <source>still looking</source>
        <translation>仍在查看</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>为什么</translation>
    </message>
    <message>
        <source>Also: %1</source>
        <translation>另外：%1</translation>
    </message>
    <message>
        <source>What to do next</source>
        <translation>接下来做什么</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>what to do, where</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>To see that it worked: %1</source>
        <translation>如何确认已生效：%1</translation>
    </message>
    <message>
        <source>What could look the same</source>
        <translation>还有什么看起来会一样</translation>
    </message>
    <message>
        <source>To tell them apart: %1</source>
        <translation>如何区分：%1</translation>
    </message>
    <message>
        <source>What could not be seen from here</source>
        <translation>从这里看不到的</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <source>What is wrong, and what to do</source>
        <translation>问题在哪里，该做什么</translation>
    </message>
</context>
<context>
    <name>knockback::Wizard</name>
    <message>
        <source>Step by step</source>
        <translation>分步引导</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
</context>
<context>
    <name>knockback::Words</name>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>域名</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Firewall</source>
        <translation>防火墙</translation>
    </message>
    <message>
        <source>Backlog</source>
        <translation>积压队列</translation>
    </message>
    <message>
        <source>Resources</source>
        <translation>资源</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>fine</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>look closer</source>
        <translation>需留意</translation>
    </message>
    <message>
        <source>fails</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>not seen</source>
        <translation>未能看到</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>Sure (%1 %)</source>
        <translation>确定（%1 %）</translation>
    </message>
    <message>
        <source>Likely (%1 %)</source>
        <translation>很可能（%1 %）</translation>
    </message>
    <message>
        <source>Possible (%1 %)</source>
        <translation>有可能（%1 %）</translation>
    </message>
    <message>
        <source>A guess (%1 %)</source>
        <translation>猜测（%1 %）</translation>
    </message>
    <message>
        <source>every time</source>
        <translation>每次都如此</translation>
    </message>
    <message>
        <source>now and then</source>
        <translation>时好时坏</translation>
    </message>
    <message>
        <source>in a rhythm</source>
        <translation>有规律地出现</translation>
    </message>
    <message>
        <source>under load</source>
        <translation>负载下出现</translation>
    </message>
    <message>
        <source>works again</source>
        <translation>已恢复</translation>
    </message>
    <message>
        <source>Persistent: every attempt went the same way.</source>
        <translation>持续：每次尝试结果都一样。</translation>
    </message>
    <message>
        <source>Intermittent: some attempts fail and some do not.</source>
        <translation>间歇：有些尝试失败，有些没有。</translation>
    </message>
    <message>
        <source>Periodic: the failures come back at a regular distance.</source>
        <translation>周期性：失败按固定间隔再次出现。</translation>
    </message>
    <message>
        <source>Under load: it fails while many attempts are made at once.</source>
        <translation>负载下：同时进行许多尝试时失败。</translation>
    </message>
    <message>
        <source>Recovered: it failed earlier and works now.</source>
        <translation>已恢复：之前失败，现在正常。</translation>
    </message>
    <message>
        <source>on this machine</source>
        <translation>在本机</translation>
    </message>
    <message>
        <source>on the way</source>
        <translation>在途中</translation>
    </message>
    <message>
        <source>on the server</source>
        <translation>在服务器上</translation>
    </message>
    <message>
        <source>in DNS</source>
        <translation>在 DNS 中</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>已答复</translation>
    </message>
    <message>
        <source>no address of this kind</source>
        <translation>没有此类地址</translation>
    </message>
    <message>
        <source>no such name (NXDOMAIN)</source>
        <translation>没有这个名称（NXDOMAIN）</translation>
    </message>
    <message>
        <source>server failure (SERVFAIL)</source>
        <translation>服务器故障（SERVFAIL）</translation>
    </message>
    <message>
        <source>refused to answer (REFUSED)</source>
        <translation>拒绝答复（REFUSED）</translation>
    </message>
    <message>
        <source>response code %1</source>
        <translation>响应代码 %1</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>没有答复</translation>
    </message>
    <message>
        <source>not reachable (%1)</source>
        <translation>无法到达（%1）</translation>
    </message>
    <message>
        <source>an answer that cannot be read</source>
        <translation>无法读懂的答复</translation>
    </message>
    <message>
        <source>Something did not work: %1.</source>
        <translation>有一步没有成功：%1。</translation>
    </message>
    <message>
        <source>Something did not work: %1, %2.</source>
        <translation>有一步没有成功：%1，%2。</translation>
    </message>
    <message>
        <source>Hardly (%1 %)</source>
        <translation>几乎不可能（%1 %）</translation>
    </message>
    <message>
        <source>Not settled</source>
        <translation>尚无定论</translation>
    </message>
</context>
</TS>
