@echo off
rem Runs Maven: the one on the PATH where it is new enough, otherwise the one that
rem .mvn\wrapper\maven-wrapper.properties names, out of the Maven repository that the
rem environment variable MVNW_REPOURL names. Kept for the next time in .m2\wrapper.
setlocal EnableExtensions DisableDelayedExpansion

rem Some Mavens colour this line; batch mode leaves that out. 3.6.3 is the oldest that Spring Boot's plugin runs on.
for %%m in (mvn.cmd) do if "%%~$PATH:m"=="" goto wrapped
set "found="
for /f "tokens=1-3" %%a in ('mvn.cmd --batch-mode --version 2^>nul') do if "%%a %%b"=="Apache Maven" set "found=%%c"
set "number=0"
for /f "tokens=1-3 delims=.-" %%a in ("%found%") do set /a "number=%%a * 1000000 + %%b * 1000 + %%c"
if %number% lss 3006003 goto wrapped
rem Without call, which would double carets and percent signs; nothing below is reached.
mvn.cmd %*

:wrapped
for /f "usebackq tokens=1,2 delims==" %%a in ("%~dp0.mvn\wrapper\maven-wrapper.properties") do (
  if "%%a"=="mavenVersion" set "version=%%b"
  if "%%a"=="sha512" set "sha512=%%b"
)
set "home=%USERPROFILE%\.m2\wrapper\apache-maven-%version%"
if exist "%home%\bin\mvn.cmd" goto run
if not defined MVNW_REPOURL (
  echo mvnw: no Maven 3.6.3 or newer is on the PATH: install one, or set MVNW_REPOURL to the address of a Maven repository to fetch Maven %version% from.>&2
  exit /b 1
)
set "repository=%MVNW_REPOURL%"
if "%repository:~-1%"=="/" set "repository=%repository:~0,-1%"
set "file=org/apache/maven/apache-maven/%version%/apache-maven-%version%-bin.tar.gz"
rem What stands there under its own name is complete, as it gets there in one move.
set "work=%USERPROFILE%\.m2\wrapper\fetch.%RANDOM%%RANDOM%"
md "%work%"
if not exist "%work%" exit /b 1
curl.exe -fsSL -o "%work%\maven.tar.gz" "%repository%/%file%"
if errorlevel 1 (
  echo mvnw: the repository that MVNW_REPOURL names did not give %file%>&2
  goto failed
)
set "verified="
for /f %%a in ('certutil.exe -hashfile "%work%\maven.tar.gz" SHA512') do if /i "%%a"=="%sha512%" set "verified=yes"
if not defined verified (
  echo mvnw: %file% is not what .mvn\wrapper\maven-wrapper.properties expects: its SHA-512 is another>&2
  goto failed
)
tar.exe -xzf "%work%\maven.tar.gz" -C "%work%"
if errorlevel 1 goto failed
if not exist "%home%\bin\mvn.cmd" move "%work%\apache-maven-%version%" "%home%" >nul
rd /s /q "%work%"
if not exist "%home%\bin\mvn.cmd" exit /b 1

:run
"%home%\bin\mvn.cmd" %*

:failed
rd /s /q "%work%"
exit /b 1
