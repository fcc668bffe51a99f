// What the stand-in's two libraries share: the line to a front (a test's server on 127.0.0.1), one thread that calls back, and a market
// with its orders in a file beside the library, so that a counter that crashed or was left is found again as it was.
#pragma once
#include <arpa/inet.h>
#include <atomic>
#include <cfloat>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <condition_variable>
#include <dlfcn.h>
#include <fcntl.h>
#include <functional>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>
#include "ThostFtdcUserApiStruct.h"

template <size_t N> void put(char (&field)[N], const char *text) { strncpy(field, text, N - 1); field[N - 1] = 0; }

// As the vendor's says its own: 6315 → v6.3.15, 6707 → v6.7.7.
#define TEXT(x) #x
#define SAID(x) TEXT(x)
inline std::string versionOf(const char *abi) { return std::string("v6.") + abi[1] + "." + std::to_string(atoi(abi + 2)) + "_20240101 10:00:00"; }
static const std::string VERSION_TEXT = versionOf(SAID(ABI));
#define API_VERSION VERSION_TEXT.c_str()

constexpr const char *TRADING_DAY = "20210105";
constexpr const char *YESTERDAY = "20210104";
constexpr int MOST = 20000;
constexpr double NONE = DBL_MAX;

struct Contract { const char *exchange, *code, *name, *product; char kind; double tick, previous; int multiple; const char *expiry; double strike; char right; const char *underlying; };
// LME is there to be left out by whoever cannot carry it. A combination's orders trade in its two legs.
static const Contract CONTRACTS[] = {
  {"CFFEX", "IF2103", "沪深300股指2103", "IF", '1', 0.2, 5200, 300, "20210319", NONE, 0, ""},
  {"SHFE", "rb2105", "螺纹钢2105", "rb", '1', 1, 4300, 10, "20210517", NONE, 0, ""},
  {"CZCE", "SR105", "白糖105", "SR", '1', 1, 5300, 10, "20210517", NONE, 0, ""},
  {"CZCE", "SR105C5400", "白糖105看涨期权5400", "SRC", '2', 0.5, 120, 10, "20210402", 5400, '1', "SR105"},
  {"DCE", "m2105", "豆粕2105", "m", '1', 1, 3500, 10, "20210517", NONE, 0, ""},
  {"DCE", "m2109", "豆粕2109", "m", '1', 1, 3480, 10, "20210915", NONE, 0, ""},
  {"SSE", "600519", "贵州茅台", "600519", 'E', 0.01, 1998, 1, "", NONE, 0, ""},
  {"SZSE", "000001", "平安银行", "000001", 'E', 0.01, 19.34, 1, "", NONE, 0, ""},
  {"LME", "CA-3M", "LME copper", "CA", '1', 0.5, 7900, 25, "", NONE, 0, ""},
  {"DCE", "SP m2105&m2109", "豆粕套利", "SP m", '3', 1, 20, 10, "20210517", NONE, 0, ""},
};
constexpr int KINDS = sizeof CONTRACTS / sizeof *CONTRACTS;
inline int contractOf(const char *code) { for (int i = 0; i < KINDS; i++) if (!strcmp(CONTRACTS[i].code, code)) return i; return -1; }

struct Combination { int whole, legs[2]; };
inline Combination combination() { return {contractOf("SP m2105&m2109"), {contractOf("m2105"), contractOf("m2109")}}; }

struct OrderRow { CThostFtdcOrderField order; int contract; };
struct TradeRow { CThostFtdcTradeField trade; int contract; };
struct State {
  int orders, trades, sysIds, sessions;
  bool confirmed, changed; char password[41];
  struct { double last; int bidLeft, askLeft, volume; } market[KINDS];
  OrderRow order[MOST]; TradeRow trade[MOST];
  // What is declared besides orders, and how many lots of the combination's legs are held as one. A product's state: 0 untold.
  static constexpr int DECLARED = 200;
  int execs, selfs, quotes, combs, asks, combined; char status[KINDS];
  CThostFtdcExecOrderField exec[DECLARED]; CThostFtdcOptionSelfCloseField self[DECLARED]; CThostFtdcQuoteField quote[DECLARED]; CThostFtdcCombActionField comb[DECLARED]; CThostFtdcForQuoteField ask[DECLARED];
};

inline std::string besideLibrary(const char *name) {
  Dl_info info; dladdr((void *)contractOf, &info);
  std::string path = info.dli_fname; return path.substr(0, path.rfind('/') + 1) + name;
}

// The state's file, locked while it is used: the two libraries live in processes of their own.
class Ledger {
  int file; State *state; std::mutex here;
public:
  Ledger() {
    file = open(besideLibrary("counter.state").c_str(), O_RDWR | O_CREAT, 0600);
    flock(file, LOCK_EX);
    bool fresh = lseek(file, 0, SEEK_END) < (off_t)sizeof(State);
    if (fresh && ftruncate(file, sizeof(State))) abort();
    state = (State *)mmap(0, sizeof(State), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (fresh) { put(state->password, "secret"); for (int i = 0; i < KINDS; i++) state->market[i] = {CONTRACTS[i].previous, 10, 10, 0}; }
    flock(file, LOCK_UN);
  }
  template <typename F> auto with(F use) { std::lock_guard<std::mutex> lock(here); flock(file, LOCK_EX); struct Free { int f; ~Free() { flock(f, LOCK_UN); } } free{file}; return use(*state); }
};

// Connects to the front, again and again; each line that it says is a command to the stand-in. A closed port says nothing to anybody.
class Line {
  std::thread reader, caller; std::mutex mutex; std::condition_variable wake; std::deque<std::function<void()>> work; std::atomic<bool> over{false};
  std::string address;
  bool slept(int ms) { for (int i = 0; i < ms / 10 && !over; i++) usleep(10000); return !over; }
  void read() {
    auto colon = address.rfind(':');
    while (!over) {
      int s = socket(AF_INET, SOCK_STREAM, 0); sockaddr_in to{}; to.sin_family = AF_INET; to.sin_port = htons(atoi(address.c_str() + colon + 1)); inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
      if (connect(s, (sockaddr *)&to, sizeof to)) { close(s); if (!slept(100)) return; continue; }
      std::string hello = std::string(kind) + "\n"; if (write(s, hello.c_str(), hello.size()) < 0) { close(s); continue; }
      later([this] { connected(true); });
      std::string text; char part[4096];
      while (!over) {
        pollfd ready{s, POLLIN, 0}; if (poll(&ready, 1, 50) <= 0) continue;
        int n = ::read(s, part, sizeof part); if (n <= 0) break; text.append(part, n);
        for (size_t end; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) { std::string line = text.substr(0, end); later([this, line] { command(line); }); }
      }
      close(s); if (over) return;
      later([this] { connected(false); }); if (!slept(100)) return;
    }
  }
protected:
  const char *kind; Ledger ledger; std::atomic<bool> hung{false};
  Line(const char *kind) : kind(kind) {}
  virtual void connected(bool up) = 0;
  virtual void command(const std::string &line) = 0;
  void later(std::function<void()> task) { std::lock_guard<std::mutex> lock(mutex); work.push_back(std::move(task)); wake.notify_one(); }
  void begin(const char *front) { address = front; }
  void run() {
    caller = std::thread([this] { for (;;) { std::function<void()> task; { std::unique_lock<std::mutex> lock(mutex); wake.wait(lock, [this] { return over || !work.empty(); }); if (over) return; task = std::move(work.front()); work.pop_front(); } task(); } });
    reader = std::thread([this] { read(); });
  }
  void end() { if (hung) sleep(30); { std::lock_guard<std::mutex> lock(mutex); over = true; wake.notify_one(); } if (caller.joinable()) caller.join(); if (reader.joinable()) reader.join(); }
  bool ended() const { return over; }
  // Commands that both understand: price CODE LAST [SIZE], crash, hang (in Release and in every call).
  bool common(const std::string &line) {
    char code[81] = ""; double last = 0; int size = 10;
    if (line == "crash") { volatile int *nowhere = 0; *nowhere = 1; }
    if (line == "hang") { hung = true; return true; }
    if (sscanf(line.c_str(), "price %80s %lf %d", code, &last, &size) < 2) return false;
    int at = contractOf(code);
    if (at >= 0) ledger.with([&](State &s) { s.market[at].last = last; s.market[at].bidLeft = s.market[at].askLeft = size; return 0; });
    return true;
  }
  void maybeHang() { if (hung) sleep(60); }
};

inline void today(char (&date)[9], char (&time)[9]) { put(date, TRADING_DAY); put(time, "10:30:00"); }
